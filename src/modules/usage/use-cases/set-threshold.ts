import { Injectable } from '@nestjs/common';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { isMetered, PricesRepository } from '../../plans/index.js';
import {
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
  usageThresholdOf,
} from '../../subscriptions/index.js';
import type { UsageThresholdResponse } from '../dto/usage.response.js';
import { UsageTotalsRepository } from '../usage-totals.repository.js';

/** From how much usage on a subscription is billed within its period. What was used already counts. */
@Injectable()
export class SetThreshold {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly prices: PricesRepository,
    private readonly totals: UsageTotalsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, amount: string | null): Promise<UsageThresholdResponse> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const { currency } = subscription;
      const usageThresholdMinor = await this.decide(tx, subscription, amount);
      const shown = usageThresholdMinor === null ? null : formatAmount(money(usageThresholdMinor, currency));
      if (usageThresholdMinor !== subscription.usageThresholdMinor) {
        const now = await this.clock.now(tx, merchantId);
        await this.lifecycle.patch(tx, subscription, now, { usageThresholdMinor });
        await this.totals.lookAtUnbilled(tx, subscription, now);
        const told = shown === null ? null : { amount: shown, currency };
        await this.lifecycle.tell(tx, subscription, 'subscription.usage_threshold_set', now, {
          amount: told,
        });
      }
      return { subscription: publicId, amount: shown, currency };
    });
  }

  /** What it would be, in minor units; nothing is written. @throws AppError when it is not allowed */
  async decide(
    tx: Tx,
    { merchantId, id, publicId, currency, endedAt, status }: Subscription,
    amount: string | null,
  ): Promise<bigint | null> {
    if (endedAt !== null)
      throw new AppError('conflict', `Subscription ${publicId} is ${status}; nothing more is used of it`);
    const items = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const prices = await this.prices.findByIds(tx, merchantId, items.map(({ priceId }) => priceId)); // prettier-ignore
    return usageThresholdOf(amount, { currency, isMetered: prices.some(isMetered) }, 'amount');
  }
}
