import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { requireFuture, type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { ChangeSubscriptionRequest } from '../dto/change-subscription.request.js';
import { type Change, type Changed, type Decided, MakeChange, type PricedDecision } from '../make-change.js';

/** Other prices or quantities, now or from the next period on. A preview decides the same and saves nothing. */
@Injectable()
export class ChangeSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly makeChange: MakeChange,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    publicId: string,
    request: ChangeSubscriptionRequest,
  ): Promise<Changed & PricedDecision> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const change = changeOf(request, now);
      const decided = await this.decide(tx, subscription, change, now);
      const made = await this.makeChange.write(tx, subscription, change, decided, now);
      const fromBalance = await this.makeChange.fromBalance(tx, subscription, decided, made.invoice);
      return { ...made, fromBalance };
    });
  }

  preview(merchantId: bigint, publicId: string, request: ChangeSubscriptionRequest): Promise<PricedDecision> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const decided = await this.decide(tx, subscription, changeOf(request, now), now);
      const fromBalance = await this.makeChange.fromBalance(tx, subscription, decided);
      return { decision: decided.decision, fromBalance };
    });
  }

  private async decide(tx: Tx, subscription: Subscription, change: Change, now: Date): Promise<Decided> {
    const decided = await this.makeChange.decide(tx, subscription, change, now);
    await this.makeChange.refuseBeside(tx, subscription, change, decided);
    const why = await this.makeChange.awaits(tx, subscription, change, decided);
    if (why !== null) throw new AppError('conflict', why);
    return decided;
  }
}

function changeOf(request: ChangeSubscriptionRequest, now: Date): Change {
  const {
    items,
    when = 'now',
    proration = 'day',
    consent = 'refuse',
    at,
    after_periods: afterPeriods,
  } = request;
  requireTogether('at', at, when === 'date', 'date');
  requireTogether('after_periods', afterPeriods, when === 'after_periods', 'after_periods');
  const date = at === undefined ? null : new Date(at);
  if (date) requireFuture('at', date, now);
  const moment = { ...(date && { at: date }), ...(afterPeriods !== undefined && { afterPeriods }) };
  return { items, when, proration, consent, origin: 'request', ...moment };
}

function requireTogether(field: string, value: unknown, isAsked: boolean, when: string): void {
  if ((value !== undefined) === isAsked) return;
  throw AppError.field('invalid_request', field, `must be given with when "${when}", and only then`);
}
