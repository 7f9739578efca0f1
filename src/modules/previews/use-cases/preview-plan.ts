import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  BillingDay,
  ChangeTerm,
  type ChangeTermRequest,
  ChangeTrialEnd,
  type ChangeTrialEndRequest,
  type MoveBillingDayRequest,
  UndoScheduledChange,
} from '../../changes/index.js';
import { Foretell, MONTHS_TO_NEXT, type Revise } from '../../insights/index.js';
import { type Subscription, trialUntil } from '../../subscriptions/index.js';
import { type ActPreview, actPreview } from '../act-preview.js';
import { LookedAt } from '../looked-at.js';

/** What would be billed, and when, if a trial or a term had another end, a billing day were moved, or something planned taken back. */
@Injectable()
export class PreviewPlan {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookedAt: LookedAt,
    private readonly trialEnds: ChangeTrialEnd,
    private readonly terms: ChangeTerm,
    private readonly undoing: UndoScheduledChange,
    private readonly billingDays: BillingDay,
    private readonly foretell: Foretell,
  ) {}

  trialEnd(merchantId: bigint, publicId: string, request: ChangeTrialEndRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const trialEnd = await this.trialEnds.decide(tx, subscription, request, now);
      // What is planned for a period moves with it: a forecast counts it by its period.
      const after = { ...subscription, ...trialUntil(subscription, trialEnd) };
      return this.after(tx, after, now);
    });
  }

  billingDay(merchantId: bigint, publicId: string, request: MoveBillingDayRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription] = await this.lookedAt.read(tx, merchantId, publicId);
      const { effectiveAt: at, planned } = await this.billingDays.decide(tx, subscription, request);
      const move = { what: planned.what, at, ...planned.when, consent: null };
      // One of a kind for a moment.
      return this.after(tx, subscription, at, (pending) => [
        ...pending.filter(({ what }) => what.kind !== 'billing_day'),
        move,
      ]);
    });
  }

  /** Whose key it is does not matter: nobody is set free by looking. */
  term(merchantId: bigint, publicId: string, request: ChangeTermRequest): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const { freedFrom: _freed, ...term } = await this.terms.decide(tx, subscription, request, now);
      return this.after(tx, { ...subscription, ...term }, now);
    });
  }

  undo(merchantId: bigint, publicId: string, changeId: string): Promise<ActPreview> {
    return this.uow.read(async (tx) => {
      const [subscription, now] = await this.lookedAt.read(tx, merchantId, publicId);
      const undone = await this.undoing.find(tx, subscription, changeId);
      return this.after(tx, subscription, now, (pending) =>
        pending.filter(({ publicId: id }) => id !== undone.publicId),
      );
    });
  }

  private async after(tx: Tx, subscription: Subscription, effectiveAt: Date, revise?: Revise) {
    const facts = await this.foretell.facts(tx, subscription, { ...(revise && { revise }) });
    const view = await this.foretell.view(tx, subscription, facts, MONTHS_TO_NEXT);
    return actPreview({ subscription, effectiveAt }, view, facts.billables.reviewHours);
  }
}
