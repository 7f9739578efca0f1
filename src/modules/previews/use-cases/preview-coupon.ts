import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Foretell, MONTHS_TO_NEXT } from '../../insights/index.js';
import { ChangeDiscounts, type ReviseCoupons } from '../../invoices/index.js';
import type { Subscription } from '../../subscriptions/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What the next invoices would be with a coupon, or without one. */
@Injectable()
export class PreviewCoupon {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly discounts: ChangeDiscounts,
    private readonly foretell: Foretell,
  ) {}

  redeem(merchantId: bigint, publicId: string, code: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const imagined = await this.discounts.imagine(tx, subscription, code, now);
      return this.after(tx, subscription, (standing) => [...standing, ...imagined], now);
    });
  }

  remove(merchantId: bigint, publicId: string, discountId: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { id } = await this.discounts.standing(tx, subscription, discountId);
      return this.after(tx, subscription, (standing) => standing.filter((one) => one.id !== id), now);
    });
  }

  private async after(tx: Tx, subscription: Subscription, coupons: ReviseCoupons, effectiveAt: Date) {
    const facts = await this.foretell.facts(tx, subscription, { coupons });
    const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
    return actPreview({ subscription, effectiveAt }, view, facts.billables.reviewHours);
  }
}
