import { Injectable } from '@nestjs/common';
import { afterUse } from '../../domain/discount/periods-left.js';
import type { Writer } from '../../platform/database/writes.js';
import { EventsRepository } from '../events/index.js';
import { DiscountsRepository, type StandingDiscount } from './discounts.repository.js';

/** An invoice of a period was made with them: each has one period less, and ends with its last one. */
@Injectable()
export class UseDiscounts {
  constructor(
    private readonly discounts: DiscountsRepository,
    private readonly events: EventsRepository,
  ) {}

  /** How many of them ended. The subscription's row is locked. */
  async execute(
    writer: Writer,
    customerId: bigint,
    used: readonly StandingDiscount[],
    at: Date,
  ): Promise<number> {
    let ended = 0;
    for (const discount of used) {
      if (discount.periodsLeft === null) continue;
      const periodsLeft = afterUse(discount.periodsLeft);
      const isOver = periodsLeft === 0;
      await this.discounts.update(writer, discount, {
        periodsLeft,
        usedAhead: false,
        ...(isOver && { endedAt: at }),
      });
      if (!isOver) continue;
      ended++;
      await this.events.append(writer, discount.merchantId, {
        type: 'coupon.ended',
        customerId,
        subscriptionId: discount.subscriptionId,
        occurredAt: at,
        data: {
          coupon_id: discount.coupon.couponId,
          discount_id: discount.publicId,
          name: discount.coupon.name,
        },
      });
    }
    return ended;
  }

  /** An invoice within a period was made with them, which the period's own counts. The subscription's row is locked. */
  async usedAhead(writer: Writer, used: readonly StandingDiscount[]): Promise<void> {
    for (const discount of used) {
      if (discount.periodsLeft === null || discount.coupon.isUsedAhead) continue;
      await this.discounts.update(writer, discount, { usedAhead: true });
    }
  }
}
