import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { presentPrice, type PriceResponse } from '../dto/price.response.js';
import type { UpdatePriceRequest } from '../dto/update-price.request.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';

@Injectable()
export class UpdatePrice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
  ) {}

  async execute(merchantId: bigint, id: string, request: UpdatePriceRequest): Promise<PriceResponse> {
    return this.uow.run(async (tx) => {
      const price = await this.prices.lockByPublicId(tx, merchantId, id);
      const plan = price && (await this.plans.findById(tx, merchantId, price.planId));
      if (!price || !plan) throw AppError.notFound('price', id);
      const changes = {
        nickname: request.nickname === undefined ? price.nickname : request.nickname,
        active: request.active ?? price.active,
        metadata: request.metadata ?? price.metadata,
      };
      await this.prices.update(tx, merchantId, price.id, changes);
      return presentPrice({ ...price, ...changes }, plan.publicId);
    });
  }
}
