import { Injectable } from '@nestjs/common';
import { decideAfterDecline, type DunningDecision } from '../../domain/dunning/ladder.js';
import { eventWhenDeclined } from '../../domain/subscription/subscription-states.js';
import type { Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardsRepository } from '../cards/index.js';
import { InvoiceLifecycle, isByHand } from '../invoices/index.js';
import { MerchantClock } from '../merchants/index.js';
import { type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';
import type { Charge, StoredLadder } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { DeclineOfCard, isOfCardBefore } from './decline-of-card.js';
import { DunningMails } from './dunning-mails.js';
import { readLadder } from './ladder-view.js';
import { MerchantsFault } from './merchants-fault.js';
import type { OfSubscription, SettlementContext } from './settlement-context.js';
import { StartLadder } from './start-ladder.js';
import { StopCollection } from './stop-collection.js';

type Declined = OfSubscription<Omit<SettlementContext, 'attempt' | 'waitScale'>> & {
  attempt?: SettlementContext['attempt'];
};

/** What happens between a declined renewal and its end. */
@Injectable()
export class Dunning {
  constructor(
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly subscriptionLifecycle: SubscriptionLifecycle,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly cards: CardsRepository,
    private readonly stopCollection: StopCollection,
    private readonly startLadder: StartLadder,
    private readonly merchantsFault: MerchantsFault,
    private readonly mails: DunningMails,
    private readonly declineOfCard: DeclineOfCard,
    private readonly clock: MerchantClock,
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
    const { charge, invoice, attempt, now } = context;
    if (await this.wasMerchantsFault(tx, context, decline)) return;
    if (isByHand(invoice)) return this.leaveToCustomer(tx, charge, now, decline.message);
    const isFirst = charge.firstDeclinedAt === null;
    const ladder = charge.ladder ?? (await this.startLadder.plan(tx, context));
    const decision = decideAfterDecline({
      ladder: readLadder(ladder),
      retriesUsed: charge.retriesUsed,
      declineClass: decline.class,
      isUnderstood: decline.isNotUnderstood !== true,
      hasNewCard: await this.hasNewCard(tx, context),
      at: now,
      advised: attempt ? await this.declineOfCard.advised(tx, attempt, decline, now) : null,
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
      ...(isFirst && ladder.noticeAt && { nextMailAt: new Date(ladder.noticeAt) }),
    };
    if (event) await this.chargeLifecycle.apply(tx, charge, event, now, patch, plan);
    else await this.chargeLifecycle.postpone(tx, charge, plan, now, patch);
    await this.markPastDue(tx, context, ladder, decline);
    if (decline.class !== 'configuration')
      await this.mails.afterDecline(tx, context, ladder, decline, isFirst);
  }

  /** Whether the customer has given another card since this attempt was made, be it under the same token, and it can be charged. */
  async hasNewCard(tx: Tx, { attempt, subscription }: Declined): Promise<boolean> {
    const { cardId } = subscription;
    if (!attempt || attempt.cardId === null || cardId === null) return false;
    const card = await this.cards.findById(tx, subscription.merchantId, cardId);
    return card?.status === 'active' && (card.id !== attempt.cardId || isOfCardBefore(card, attempt));
  }

  /** What a person has made is tried once; then it waits for its customer. */
  async leaveToCustomer(tx: Tx, charge: Charge, now: Date, reason: string): Promise<void> {
    await this.chargeLifecycle.apply(tx, charge, 'leave_to_customer', now);
    await this.chargeLifecycle.tell(tx, charge, 'charge.left_to_customer', now, { reason });
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
    const isEnd = event === 'dunning_exhausted_cancel';
    if (isEnd && !(await this.stopOthers(tx, subscription, now, reason))) return;
    const patch = isEnd ? { cancelReason: reason } : {};
    await this.subscriptionLifecycle.apply(tx, subscription, event, now, patch, { reason });
  }

  /** Told to the merchant; where no ladder runs, nothing else follows from it for the customer. */
  private async wasMerchantsFault(tx: Tx, context: Declined, decline: Decline): Promise<boolean> {
    const { attempt, charge, now } = context;
    if (decline.class !== 'configuration' || !attempt) return false;
    const refused = { ...(await this.clock.moment(tx, charge.merchantId)), now, charge, attempt };
    await this.merchantsFault.report(tx, refused, decline);
    if (charge.ladder !== null) return false;
    await this.merchantsFault.postpone(tx, refused, decline);
    return true;
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

function usesStep(decision: DunningDecision): boolean {
  return decision.kind === 'retry' && decision.usesStep;
}
