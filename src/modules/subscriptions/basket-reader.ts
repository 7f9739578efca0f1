import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { PlansRepository, PricesRepository } from '../plans/index.js';
import type { BasketEntry } from './choose-basket.js';
import type { CreateSubscriptionItem } from './dto/create-subscription.request.js';

/** Turns the ids of a request into prices and plans of this merchant. */
@Injectable()
export class BasketReader {
  constructor(
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
  ) {}

  async read(
    tx: Tx,
    merchantId: bigint,
    items: CreateSubscriptionItem[],
    path = 'items',
  ): Promise<BasketEntry[]> {
    const entries: BasketEntry[] = [];
    for (const [i, item] of items.entries()) {
      const field = fieldPath(path, i, 'price');
      const price = await this.prices.findByPublicId(tx, merchantId, item.price);
      if (!price) throw AppError.field('rule_violation', field, `there is no price ${item.price}`);
      const plan = await this.plans.findById(tx, merchantId, price.planId);
      if (!plan) throw new Error(`price ${price.publicId} has no plan`);
      entries.push({ field, price, plan, quantity: BigInt(item.quantity ?? 1) });
    }
    return entries;
  }
}
