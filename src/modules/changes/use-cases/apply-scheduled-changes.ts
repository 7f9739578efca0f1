import { Injectable, Logger } from '@nestjs/common';
import { beyondConsent, type ConsentNeed } from '../../../domain/agreement/consent-need.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository } from '../../cards/index.js';
import {
  BasketReader,
  CancelSubscription,
  chooseBasket,
  intervalOf,
  anchorOf,
  ScheduleBook,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
} from '../../subscriptions/index.js';
import { anchorOfChange } from '../../../domain/subscription/count-anew.js';
import { waitsForItsPeriod } from '../../../domain/subscription/waits-for-its-period.js';
import { ApplyItems } from '../apply-items.js';
import { BillingDay } from '../billing-day.js';
import { MakeAgreedChange } from '../make-agreed-change.js';
import { PauseAndResume } from '../pause-and-resume.js';

const REASONS: Record<ScheduledChange['origin'], string> = {
  phase: 'its next phase begins',
  request: 'as was planned',
  migration: 'its plan was migrated',
};

/**
 * What was planned is done when its time has come, as of that time, and before the period that begins with it is
 * billed. What cannot be done any more fails once, with its reason, and is told; it is never tried on the quiet.
 */
@Injectable()
export class ApplyScheduledChanges {
  private readonly logger = new Logger(ApplyScheduledChanges.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: ScheduledChangesRepository,
    private readonly schedule: ScheduleBook,
    private readonly baskets: BasketReader,
    private readonly applyItems: ApplyItems,
    private readonly pauses: PauseAndResume,
    private readonly cancelSubscription: CancelSubscription,
    private readonly agreements: AgreementsRepository,
    private readonly agreed: MakeAgreedChange,
    private readonly billingDay: BillingDay,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) =>
      this.firstOfEach(tx, await this.changes.claimDue(tx, scope, now, limit), now),
    );
  }

  /** Of those that stand still, where all that waits has to be passed over: not at every tick. */
  ofStanding(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) =>
      this.firstOfEach(tx, await this.changes.claimDueOfStanding(tx, scope, now, limit), now),
    );
  }

  private async firstOfEach(tx: Tx, due: Subscription[], now: Date): Promise<number> {
    for (const subscription of due) await this.first(tx, subscription, now);
    return due.length;
  }

  /** One change of each a round: what it does may move the others. */
  private async first(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    if (pending.length === 0)
      throw new Error(`${subscription.publicId} waits for a change that is not there`);
    const change = firstOf(subscription, pending, now);
    // It was claimed for one that somebody took back at that moment.
    if (!change) return;
    await inBatch<ScheduledChange, void>(tx, [change], {
      together: () => Promise.reject(new Error('One change is made alone')),
      alone: (inner, one) => this.make(inner, { ...subscription }, { ...one }, now),
      failed: (outer, one, error) => this.fail(outer, subscription, one, now, error),
    });
  }

  private async make(tx: Tx, subscription: Subscription, change: ScheduledChange, now: Date): Promise<void> {
    if (subscription.endedAt !== null) {
      return this.schedule.undoAll(tx, subscription, now, 'the subscription is over');
    }
    const { what, at } = change;
    // At its period's end it was put off until then or was never agreed to, which `items` tells apart.
    if (what.kind === 'items' && what.on_consent && at.toISOString() !== what.on_consent.until)
      return this.agreed.onConsent(tx, subscription, change, now);
    const { nextBillAt } = subscription;
    // With the beginning of a period nothing is to be shared. While nothing is billed it cannot be made, and that code
    // says why: made unshared, another interval would begin to be counted within what is paid for, and charge it again.
    const isWithin = nextBillAt === null || at < nextBillAt;
    if (what.kind === 'items' && what.on_date && isWithin)
      return this.agreed.onDate(tx, subscription, change, now);
    await this.schedule.applied(tx, subscription, change, now);
    switch (what.kind) {
      case 'items':
        return this.items(tx, subscription, what.items, change, now);
      case 'pause': {
        const resumeAt = what.resume_at === null ? null : new Date(what.resume_at);
        return this.pauses.pause(tx, subscription, { access: what.access, resumeAt }, at);
      }
      case 'resume':
        return this.pauses.resume(tx, subscription, what.anchor, at);
      case 'cancel':
        return this.cancelSubscription.onDate(tx, subscription, at, what.reason, what.credit);
      case 'billing_day':
        return this.billingDay.move(tx, subscription, what, now);
    }
  }

  private async items(
    tx: Tx,
    subscription: Subscription,
    items: { price: string; quantity: string }[],
    { at, origin, consent }: ScheduledChange,
    now: Date,
  ): Promise<void> {
    if (consent) await this.requireConsent(tx, subscription, consent);
    const asked = items.map(({ price, quantity }) => ({ price, quantity: Number(quantity) }));
    const entries = await this.baskets.read(tx, subscription.merchantId, asked);
    // It was for sale when it was planned; that holds.
    const basket = chooseBasket(entries.map((entry) => ({ ...entry, kept: true })));
    const [before, interval] = [anchorOf(subscription), intervalOf(subscription)];
    const isSame = interval.unit === basket.interval.unit && interval.count === basket.interval.count;
    const anchor = isSame
      ? null
      : anchorOfChange({ anchor: before, interval }, at, subscription.nextPeriodIndex, true);
    const reason = REASONS[origin];
    await this.applyItems.execute(tx, subscription, basket, { anchor, at, reason }, now);
  }

  /** It was planned before the customer had agreed to it, and is not made without. */
  private async requireConsent(tx: Tx, { merchantId, id }: Subscription, need: ConsentNeed): Promise<void> {
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    const why = agreement?.status === 'active' ? beyondConsent(agreement, need) : 'there is no agreement';
    if (why !== null) throw new AppError('conflict', `The customer has not agreed to it: ${why}`);
  }

  private async fail(tx: Tx, subscription: Subscription, change: ScheduledChange, now: Date, error: Error) {
    const isRule = error instanceof AppError;
    if (!isRule)
      this.logger.error({ err: error, subscription_id: subscription.publicId }, 'A planned change failed');
    const reason = isRule ? error.detail : `unforeseen: ${error.message.slice(0, 300)}`;
    await this.schedule.failed(tx, subscription, change, now, reason);
  }
}

/** Of one that is over all of it is taken back; of one that stands still what waits for its period is passed over. */
function firstOf(subscription: Subscription, pending: readonly ScheduledChange[], now: Date) {
  if (subscription.endedAt !== null) return pending[0];
  return pending.find((one) => one.at <= now && !waitsForItsPeriod(subscription, one));
}
