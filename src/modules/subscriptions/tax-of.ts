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

  async customer(
    tx: Tx,
    merchant: Merchant,
    { country, taxExempt: exempt }: Customer,
  ): Promise<TaxRule | null> {
    if (merchant.taxRateCount === 0) return null;
    const rates = await this.rates.inForce(tx, [merchant.id]);
    return decideTax({ country, exempt, defaultCountry: merchant.defaultCountry }, rates.map(countryRateOf));
  }
}
