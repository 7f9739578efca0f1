import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { presentPrice, type PriceResponse } from '../dto/price.response.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';

@Injectable()
export class ReadPrice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<PriceResponse> {
    return this.uow.read(async (tx) => {
      const price = await this.prices.findByPublicId(tx, merchantId, id);
      const plan = price && (await this.plans.findById(tx, merchantId, price.planId));
      if (!price || !plan) throw AppError.notFound('price', id);
      return presentPrice(price, plan.publicId);
    });
  }
}
