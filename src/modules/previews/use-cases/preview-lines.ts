import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Foretell, MONTHS_TO_NEXT } from '../../insights/index.js';
import { ChangePendingLines, type FreeLineRequest, type ReviseLines } from '../../invoices/index.js';
import type { Subscription } from '../../subscriptions/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What the next invoice would be with a line that a person adds, or without one that waits. */
@Injectable()
export class PreviewLines {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly pending: ChangePendingLines,
    private readonly foretell: Foretell,
  ) {}

  add(merchantId: bigint, publicId: string, request: FreeLineRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const line = this.pending.imagine(subscription, request, now);
      return this.after(tx, subscription, (waiting) => [...waiting, line], now);
    });
  }

  remove(merchantId: bigint, publicId: string, lineId: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { id } = await this.pending.waiting(tx, subscription, lineId);
      return this.after(tx, subscription, (waiting) => waiting.filter((one) => one.id !== id), now);
    });
  }

  private async after(tx: Tx, subscription: Subscription, lines: ReviseLines, effectiveAt: Date) {
    const facts = await this.foretell.facts(tx, subscription, { lines });
    const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
    return actPreview({ subscription, effectiveAt }, view, facts.billables.reviewHours);
  }
}
