import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { CouponsRepository } from './coupons.repository.js';
import { DiscountsRepository } from './discounts.repository.js';

/**
 * What coupons were redeemed for never began: they count for nobody, and may be redeemed again. Else who closes a
 * payment page has used up what they never had. The subscription's row is locked.
 */
@Injectable()
export class ReleaseCoupons {
  constructor(
    private readonly coupons: CouponsRepository,
    private readonly discounts: DiscountsRepository,
    private readonly events: EventsRepository,
  ) {}

  async execute(
    tx: Tx,
    { merchantId, id: subscriptionId, customerId }: { merchantId: bigint; id: bigint; customerId: bigint },
    at: Date,
  ): Promise<void> {
    for (const discount of await this.discounts.countedOf(tx, merchantId, subscriptionId)) {
      const coupon = await this.coupons.lockById(tx, merchantId, discount.couponId);
      await this.coupons.takeBackRedemption(tx, coupon);
      // One for a single invoice had ended with the one that was void in the end.
      await this.discounts.update(tx, discount, { releasedAt: at, endedAt: discount.endedAt ?? at });
      await this.events.append(tx, merchantId, {
        type: 'coupon.released',
        customerId,
        subscriptionId,
        occurredAt: at,
        data: { coupon_id: coupon.publicId, discount_id: discount.publicId, name: coupon.name },
      });
    }
  }
}
