import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  asTakenUp,
  PauseAndResume,
  ReactivateSubscription,
  type ResumeSubscriptionRequest,
  type TakingUp,
} from '../../changes/index.js';
import { Foretell, MONTHS_TO_NEXT } from '../../insights/index.js';
import { type Subscription } from '../../subscriptions/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What resuming or reactivating would bill: decided by the act, and foretold of the subscription as it leaves it. */
@Injectable()
export class PreviewReturn {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly pauses: PauseAndResume,
    private readonly reactivating: ReactivateSubscription,
    private readonly foretell: Foretell,
  ) {}

  resume(merchantId: bigint, publicId: string, request: ResumeSubscriptionRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { at, taking } = await this.pauses.askedResume(tx, request, subscription, now);
      return this.after(tx, subscription, taking, at);
    });
  }

  reactivate(merchantId: bigint, publicId: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const taking = await this.reactivating.decide(tx, subscription, now);
      // What had been planned before it was canceled is taken back.
      return this.after(tx, { ...subscription, nextChangeAt: null }, taking, now);
    });
  }

  private async after(
    tx: Tx,
    before: Subscription,
    taking: TakingUp,
    effectiveAt: Date,
  ): Promise<ActPreview> {
    const subscription = asTakenUp(before, effectiveAt, taking);
    const facts = await this.foretell.facts(tx, subscription);
    const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
    return actPreview({ subscription, effectiveAt }, view, facts.billables.reviewHours);
  }
}
