import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import type { CreatePriceRequest } from '../dto/create-price.request.js';
import { presentPrice, type PriceResponse } from '../dto/price.response.js';
import { priceTermsOf } from '../new-price.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';
import { requireRoom } from '../require-room.js';

@Injectable()
export class CreatePrice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
  ) {}

  async execute(
    merchantId: bigint,
    planPublicId: string,
    request: CreatePriceRequest,
  ): Promise<PriceResponse> {
    return this.uow.run(async (tx) => {
      const plan = await this.plans.lockByPublicId(tx, merchantId, planPublicId);
      if (!plan) throw AppError.notFound('plan', planPublicId);
      const terms = priceTermsOf(request, '');
      await requireRoom(tx, this.prices, plan, { version: plan.version, more: 1 });
      const createdAt = await this.clock.now(tx, merchantId);
      const [price] = await this.prices.insert(tx, [
        { ...terms, merchantId, planId: plan.id, planVersion: plan.version, createdAt },
      ]);
      return presentPrice(price!, plan.publicId);
    });
  }
}
