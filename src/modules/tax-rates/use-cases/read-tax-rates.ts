import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import type { ListTaxRatesQuery } from '../dto/list-tax-rates.query.js';
import type { TaxRate } from '../tax-rate.entity.js';
import { TaxRatesRepository } from '../tax-rates.repository.js';

@Injectable()
export class ReadTaxRates {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly rates: TaxRatesRepository,
  ) {}

  async get(merchantId: bigint, publicId: string): Promise<TaxRate> {
    const rate = await this.uow.read((tx) => this.rates.findByPublicId(tx, merchantId, publicId));
    if (!rate) throw AppError.notFound('tax rate', publicId);
    return rate;
  }

  list(merchantId: bigint, query: ListTaxRatesQuery): Promise<Page<TaxRate>> {
    const filter = {
      ...(query.country !== undefined && { country: query.country }),
      ...(query.active !== undefined && { active: query.active === 'true' }),
    };
    return this.uow.read((tx) => this.rates.page(tx, merchantId, filter, toPageRequest(query)));
  }
}
