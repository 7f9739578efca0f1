import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Foretell, MONTHS_TO_NEXT } from '../../insights/index.js';
import { ChangeDiscounts } from '../../invoices/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What the next invoices would be with a coupon. */
@Injectable()
export class PreviewCoupon {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly discounts: ChangeDiscounts,
    private readonly foretell: Foretell,
  ) {}

  execute(merchantId: bigint, publicId: string, code: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const imagined = await this.discounts.imagine(tx, subscription, code, now);
      const facts = await this.foretell.facts(tx, subscription, { imagined });
      const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
      return actPreview({ subscription, effectiveAt: now }, view, facts.billables.reviewHours);
    });
  }
}
