import { Injectable } from '@nestjs/common';
import {
  decideTerm,
  type PlannedBeside,
  type TermDecision,
} from '../../../domain/subscription/decide-term.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { AgreementsRepository } from '../../cards/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  anchorOf,
  BasketReader,
  boundaryOf,
  boundUntil,
  countedFrom,
  intervalOf,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import type { ChangeTermRequest } from '../dto/change-term.request.js';

/** A subscription that runs ends later, sooner or never by itself; and its customer is bound for longer, or for less. */
@Injectable()
export class ChangeTerm {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly changes: ScheduledChangesRepository,
    private readonly baskets: BasketReader,
    private readonly agreements: AgreementsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    { merchantId, scopes }: Pick<Principal, 'merchantId' | 'scopes'>,
    publicId: string,
    request: ChangeTermRequest,
  ): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { freedFrom, ...patch } = await this.decide(tx, subscription, request, now);
      if (freedFrom && !scopes.includes('admin')) throw refusedFreeing(freedFrom);
      const before = termOf(subscription);
      await this.lifecycle.patch(tx, subscription, now, patch);
      const after = termOf(subscription);
      if (before.ends === after.ends && before.bound === after.bound) return subscription;
      await this.lifecycle.tell(tx, subscription, 'subscription.term_changed', now, {
        last_period_ends_at: after.ends,
        previous_last_period_ends_at: before.ends,
        minimum_term_ends_at: after.bound,
        previous_minimum_term_ends_at: before.bound,
      });
      return subscription;
    });
  }

  /** What would become of it, also for who only looks; nothing is written. @throws AppError when it is not allowed */
  async decide(
    tx: Tx,
    subscription: Subscription,
    { end_after_periods: endAfter, minimum_periods: minimum }: ChangeTermRequest,
    now: Date,
  ): Promise<TermDecision> {
    if (endAfter === undefined && minimum === undefined)
      throw AppError.field('invalid_request', 'end_after_periods', 'must be given, or minimum_periods');
    const { merchantId, id } = subscription;
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    const facts = {
      ...subscription,
      anchor: anchorOf(subscription),
      interval: intervalOf(subscription),
      countedFrom: countedFrom(subscription),
      planned: await this.planned(tx, subscription),
      agreement: agreement?.status === 'active' ? agreement : null,
    };
    const asked = { ...(endAfter !== undefined && { endAfter }), ...(minimum !== undefined && { minimum }) };
    const decided = decideTerm(facts, asked, now);
    if (!('fault' in decided)) return decided;
    const { code, field, message } = decided.fault;
    throw AppError.field(code, field, message);
  }

  private async planned(tx: Tx, subscription: Subscription): Promise<PlannedBeside[]> {
    if (subscription.nextChangeAt === null) return [];
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const planned: PlannedBeside[] = [];
    for (const change of pending) {
      const { publicId: id, kind, at, periodIndex } = change;
      const countsAnew = await this.countsAnew(tx, subscription, change);
      planned.push({ id, kind, at, periodIndex, countsAnew });
    }
    return planned;
  }

  private async countsAnew(
    tx: Tx,
    { merchantId, intervalUnit, intervalCount }: Subscription,
    { what }: ScheduledChange,
  ): Promise<boolean> {
    if (what.kind !== 'items') return what.kind === 'billing_day';
    const asked = what.items.map(({ price, quantity }) => ({ price, quantity: Number(quantity) }));
    const entries = await this.baskets.read(tx, merchantId, asked);
    return entries.some(
      ({ price }) =>
        price.intervalUnit !== null &&
        (price.intervalUnit !== intervalUnit || price.intervalCount !== intervalCount),
    );
  }
}

function termOf(subscription: Subscription): { ends: string | null; bound: string | null } {
  const { endIndex } = subscription;
  return {
    ends: endIndex === null ? null : boundaryOf(subscription, endIndex).toISOString(),
    bound: boundUntil(subscription)?.toISOString() ?? null,
  };
}

/** What a cancel by force takes, or it could be had by two calls. */
function refusedFreeing(until: Date): AppError {
  const message = `the customer is bound until ${until.toISOString()}; to be bound for less takes an API key with the scope admin`;
  return AppError.field('forbidden', 'minimum_periods', message);
}
