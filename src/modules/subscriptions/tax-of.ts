import { Injectable } from '@nestjs/common';
import { decideTax } from '../../domain/tax/decide-tax.js';
import type { TaxRule } from '../../domain/tax/tax-rule.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Customer } from '../customers/index.js';
import type { Merchant } from '../merchants/index.js';
import { countryRateOf, TaxRatesRepository } from '../tax-rates/index.js';

/** The tax of a customer, as an invoice made now would carry it. */
@Injectable()
export class TaxOf {
  constructor(private readonly rates: TaxRatesRepository) {}

  async customer(tx: Tx, merchant: Merchant, customer: Customer): Promise<TaxRule | null> {
    return (await this.customers(tx, merchant))(customer);
  }

  /** For many: the rates are read once. */
  async customers(tx: Tx, merchant: Merchant): Promise<(customer: Customer) => TaxRule | null> {
    if (merchant.taxRateCount === 0) return () => null;
    const rates = (await this.rates.inForce(tx, [merchant.id])).map(countryRateOf);
    const { defaultCountry } = merchant;
    return ({ country, taxExempt: exempt }) => decideTax({ country, exempt, defaultCountry }, rates);
  }
}
