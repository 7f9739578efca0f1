import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  askedPause,
  PauseAndResume,
  type PauseSubscriptionRequest,
  RESUME,
  UncancelSubscription,
} from '../../changes/index.js';
import { Foretell, MONTHS_TO_NEXT, type Revise } from '../../insights/index.js';
import { afterTransition, boundaryOf, type Subscription } from '../../subscriptions/index.js'; // prettier-ignore
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What is billed, and when, if billing stops for a while, or if a cancel that was to come is taken back. */
@Injectable()
export class PreviewPause {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly pauses: PauseAndResume,
    private readonly uncanceling: UncancelSubscription,
    private readonly foretell: Foretell,
  ) {}

  pause(merchantId: bigint, publicId: string, request: PauseSubscriptionRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { access, resumeAt, planned } = askedPause(request, subscription, now);
      if (planned) {
        const at = boundaryOf(subscription, planned.when.periodIndex);
        // One of a kind for a moment.
        const revise: Revise = (pending) => [
          ...pending.filter((one) => one.what.kind !== 'pause' || one.at.getTime() !== at.getTime()),
          { what: planned.what, at, periodIndex: planned.when.periodIndex, consent: null },
        ];
        return this.after(tx, subscription, afterTransition(subscription, 'pause', at, {}), at, revise);
      }
      const patch = await this.pauses.decidePause(tx, subscription, access, now);
      const after = afterTransition(subscription, 'pause', now, patch);
      const resume = resumeAt && { what: RESUME, at: resumeAt, periodIndex: null, consent: null };
      const revise: Revise = (pending) => (resume ? [...pending, resume] : [...pending]);
      return this.after(tx, after, after, now, revise);
    });
  }

  uncancel(merchantId: bigint, publicId: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const after = { ...subscription, ...(await this.uncanceling.decide(tx, subscription)) };
      const revise: Revise = (pending) => pending.filter(({ what }) => what.kind !== 'cancel');
      return this.after(tx, after, after, now, revise);
    });
  }

  /** `then` is the subscription as it will be when the act takes effect. */
  private async after(
    tx: Tx,
    subscription: Subscription,
    then: Subscription,
    effectiveAt: Date,
    revise: Revise,
  ): Promise<ActPreview> {
    const facts = await this.foretell.facts(tx, subscription, { revise });
    const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
    return actPreview({ subscription: then, effectiveAt }, view, facts.billables.reviewHours);
  }
}
