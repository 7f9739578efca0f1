import { Injectable } from '@nestjs/common';
import { decideAfterDecline, type DunningDecision, planLadder } from '../../domain/dunning/ladder.js';
import { eventWhenDeclined } from '../../domain/subscription/subscription-states.js';
import type { Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardsRepository } from '../cards/index.js';
import { InvoiceLifecycle } from '../invoices/index.js';
import { type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';
import type { Charge, StoredLadder } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { StopCollection } from './stop-collection.js';
import type { SettlementContext } from './settlement-context.js';

type Declined = Omit<SettlementContext, 'attempt' | 'waitScale'> & { attempt?: SettlementContext['attempt'] };

/** What happens between a declined renewal and its end. */
@Injectable()
export class Dunning {
  constructor(
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly subscriptionLifecycle: SubscriptionLifecycle,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly cards: CardsRepository,
    private readonly stopCollection: StopCollection,
  ) {}

  /**
   * Plans the ladder at the first decline, then takes the next step on it. `event` is null when there
   * was no attempt to decline, because no card can be charged at all.
   */
  async afterDecline(
    tx: Tx,
    context: Declined,
    decline: Decline,
    event: 'attempt_declined_retry' | null,
  ): Promise<void> {
    const { charge, subscription, now } = context;
    const ladder = charge.ladder ?? (await this.plan(tx, context));
    const decision = decideAfterDecline({
      ladder: readLadder(ladder),
      retriesUsed: charge.retriesUsed,
      declineClass: decline.class,
      declineCode: decline.code,
      at: now,
    });
    const plan = {
      action: decision.kind === 'retry' ? ('attempt' as const) : ('final' as const),
      at: decision.at,
      reason: decision.because,
    };
    const patch = {
      ladder,
      firstDeclinedAt: charge.firstDeclinedAt ?? now,
      retriesUsed: charge.retriesUsed + (usesStep(decision) ? 1 : 0),
    };
    if (event) await this.chargeLifecycle.apply(tx, charge, event, now, patch, plan);
    else await this.chargeLifecycle.postpone(tx, charge, plan, now, patch);
    // The card that was charged; the customer may have changed the subscription's since.
    const cardId = context.attempt?.cardId ?? subscription.cardId;
    if (decline.class === 'hard' && cardId !== null) {
      await this.cards.markRefused(tx, charge.merchantId, cardId, decline.message, now);
    }
    await this.markPastDue(tx, context, ladder, decline);
  }

  /** The last step: what the policy says happens to a subscription that could not be collected. */
  async finish(tx: Tx, { charge, subscription, invoice, now }: Declined): Promise<void> {
    const reason = 'the payment could not be collected';
    await this.chargeLifecycle.apply(tx, charge, 'give_up', now);
    await this.chargeLifecycle.tell(tx, charge, 'charge.failed', now, {
      reason: charge.nextActionReason ?? reason,
    });
    await this.invoiceLifecycle.markUncollectible(tx, invoice, now, reason);
    if (subscription.status !== 'past_due') return;
    const event = FINAL_EVENTS[charge.ladder?.finalAction ?? 'cancel'];
    if (event === 'dunning_exhausted_cancel' && !(await this.stopOthers(tx, subscription, now, reason)))
      return;
    await this.subscriptionLifecycle.apply(
      tx,
      subscription,
      event,
      now,
      { cancelReason: reason },
      { reason },
    );
  }

  /** What other periods still owe ends with the subscription. False when it must wait for a payment on its way. */
  private async stopOthers(tx: Tx, subscription: Subscription, now: Date, reason: string): Promise<boolean> {
    const { merchantId, id } = subscription;
    if (await this.stopCollection.stop(tx, merchantId, id, now, reason)) return true;
    await this.subscriptionLifecycle.patch(tx, subscription, now, {
      cancelRequestedAt: now,
      cancelReason: reason,
      nextBillAt: null,
    });
    return false;
  }

  private async plan(
    tx: Tx,
    { charge, merchant, subscription, invoice, now }: Declined,
  ): Promise<StoredLadder> {
    const policy = merchant.dunning;
    const ladder = planLadder({
      policy,
      firstDeclineAt: now,
      timeZone: subscription.timeZone,
      periodEnd: invoice.periodEnd,
    });
    const stored: StoredLadder = {
      retries: ladder.retries.map((at) => at.toISOString()),
      graceUntil: ladder.graceUntil.toISOString(),
      finalAt: ladder.finalAt.toISOString(),
      finalAction: policy.finalAction,
      policyVersion: policy.version,
    };
    await this.chargeLifecycle.tell(tx, charge, 'dunning.planned', now, {
      retries: stored.retries.length,
      retries_at: stored.retries,
      grace_until: stored.graceUntil,
      final_at: stored.finalAt,
      final_action: stored.finalAction,
      time_zone: subscription.timeZone,
    });
    return stored;
  }

  private async markPastDue(
    tx: Tx,
    { subscription, now }: Declined,
    ladder: StoredLadder,
    decline: Decline,
  ): Promise<void> {
    const event = eventWhenDeclined(subscription.status);
    if (event === null) return;
    await this.subscriptionLifecycle.apply(
      tx,
      subscription,
      event,
      now,
      { pastDueSince: now, graceUntil: new Date(ladder.graceUntil) },
      { reason: decline.message, grace_until: ladder.graceUntil },
    );
  }
}

const FINAL_EVENTS = {
  cancel: 'dunning_exhausted_cancel',
  unpaid: 'dunning_exhausted_unpaid',
  pause: 'dunning_exhausted_pause',
} as const;

function readLadder(ladder: NonNullable<Charge['ladder']>) {
  return {
    retries: ladder.retries.map((at) => new Date(at)),
    graceUntil: new Date(ladder.graceUntil),
    finalAt: new Date(ladder.finalAt),
  };
}

function usesStep(decision: DunningDecision): boolean {
  return decision.kind === 'retry' && decision.usesStep;
}
