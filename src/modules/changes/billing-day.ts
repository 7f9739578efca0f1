import { Injectable } from '@nestjs/common';
import { boundary, periodAt } from '../../domain/calendar/period.js';
import { type BillingDayDecision, decideBillingDay } from '../../domain/change/decide-billing-day.js';
import { type DayMove, movedDay } from '../../domain/subscription/count-anew.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { AgreementsRepository } from '../cards/index.js';
import { BillablesReader } from '../invoices/index.js';
import {
  anchorOf,
  intervalOf,
  type Plan,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionLifecycle,
} from '../subscriptions/index.js';
import { UsageTotalsRepository } from '../usage/index.js';
import { binding } from './change-facts.js';
import { CountAnew } from './count-anew.js';
import type { MoveBillingDayRequest } from './dto/move-billing-day.request.js';

export interface DecidedBillingDay extends BillingDayDecision {
  planned: Pick<Plan, 'what'> & { when: { periodIndex: number } };
}

/** Another billing day: decided when it is asked for, and moved where the running period ends. */
@Injectable()
export class BillingDay {
  constructor(
    private readonly changes: ScheduledChangesRepository,
    private readonly billables: BillablesReader,
    private readonly agreements: AgreementsRepository,
    private readonly usage: UsageTotalsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly countAnew: CountAnew,
  ) {}

  /** Nothing is written. @throws AppError where it cannot be moved */
  async decide(
    tx: Tx,
    subscription: Subscription,
    { day_of_month: day, stub = 'prorated' }: MoveBillingDayRequest,
  ): Promise<DecidedBillingDay> {
    const { merchantId, id, nextPeriodIndex: periodIndex } = subscription;
    const pending = await this.changes.pendingOf(tx, merchantId, id);
    const { items } = (await this.billables.read(tx, merchantId, [subscription])).get(id)!;
    const facts = {
      ...runningOf(subscription),
      items,
      agreement: binding(await this.agreements.findBySubscription(tx, merchantId, id)),
      beside: pending.find(({ kind }) => kind === 'items') ?? null,
    };
    const decision = decideBillingDay(facts, { day, stub });
    if (!('fault' in decision)) {
      const what = { kind: 'billing_day' as const, day, stub };
      return { ...decision, planned: { what, when: { periodIndex } } };
    }
    const { code, field, message } = decision.fault;
    throw AppError.field(code, field, message);
  }

  /** The running period is over, and the next one is not billed yet. @throws AppError when there is to be none */
  async move(tx: Tx, subscription: Subscription, move: DayMove, now: Date): Promise<void> {
    if (subscription.cancelAtPeriodEnd)
      throw new AppError('conflict', 'It is to be canceled at the end of its period');
    const { anchorDay: before, currentPeriodEnd: previousEnd } = subscription;
    const { anchor, nextBillAt } = movedDay(runningOf(subscription), move);
    await this.countAnew.apply(tx, subscription, { anchor, previousEnd }, 'billing_day_moved', now);
    const { committedIndex, nextPeriodIndex } = subscription;
    // A minimum term that ends here is over, and does not wait for the days that are not sold.
    const isFree = committedIndex !== null && committedIndex <= nextPeriodIndex;
    await this.lifecycle.patch(tx, subscription, now, {
      nextBillAt,
      ...(isFree && { committedIndex: null }),
    });
    const next = periodAt(anchor, intervalOf(subscription), subscription.nextPeriodIndex);
    // Told of it before the clock came to move the day.
    if (subscription.hasUsage) await this.usage.endSooner(tx, subscription, next);
    await this.lifecycle.tell(tx, subscription, 'subscription.billing_day_changed', now, {
      day_of_month: move.day,
      previous_day_of_month: before,
      stub: move.stub,
      counted_from: boundary(anchor, intervalOf(subscription), anchor.index ?? 0).toISOString(),
    });
  }
}

function runningOf(subscription: Subscription) {
  return { ...subscription, anchor: anchorOf(subscription), interval: intervalOf(subscription) };
}
