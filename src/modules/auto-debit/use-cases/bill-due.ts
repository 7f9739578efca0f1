import { Injectable, Logger } from '@nestjs/common';
import { type BillingDecision, decideBilling } from '../../../domain/subscription/billing.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { CardsRepository } from '../../cards/index.js';
import { later, OpenCharge } from '../../charges/index.js';
import { type Billables, BillablesReader, InvoiceLifecycle } from '../../invoices/index.js';
import {
  anchorOf,
  CollectionInFlight,
  intervalOf,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';

/** Unforeseen errors before a subscription is set aside for a person. */
const MAX_FAILURES = 5;

/**
 * Claims subscriptions whose time has come and bills one period of each. A period that was missed while
 * the engine was down is still due, so nothing needs to be caught up specially.
 */
@Injectable()
export class BillDue {
  private readonly logger = new Logger(BillDue.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly billables: BillablesReader,
    private readonly invoices: InvoiceLifecycle,
    private readonly openCharge: OpenCharge,
    private readonly cards: CardsRepository,
    private readonly collection: CollectionInFlight,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const billed = await this.uow.run(async (tx) => {
      const due = await this.subscriptions.claimDue(tx, scope, now, limit);
      for (const [merchantId, own] of groupByMerchant(due)) {
        const billables = await this.billables.read(tx, merchantId, own.map((s) => s.id)); // prettier-ignore
        for (const subscription of own)
          await this.alone(tx, subscription, billables.get(subscription.id)!, now);
      }
      return due.length;
    });
    if (billed > 0) crashpoint('after-billing');
    return billed;
  }

  /** Inside a savepoint: a row that throws is counted, and at the fifth time set aside; the batch goes on. */
  private async alone(tx: Tx, subscription: Subscription, billables: Billables, now: Date): Promise<void> {
    try {
      await tx.transaction((inner) => this.bill(inner, { ...subscription }, billables, now));
    } catch (error) {
      this.logger.error(
        { err: error, subscription_id: subscription.publicId },
        'Billing a subscription failed',
      );
      const billingFailures = subscription.billingFailures + 1;
      const reason = `billing failed ${billingFailures} times: ${(error as Error).message.slice(0, 300)}`;
      const setAside = billingFailures >= MAX_FAILURES;
      await this.lifecycle.patch(tx, subscription, now, {
        billingFailures,
        nextBillAt: setAside ? subscription.nextBillAt : later(now, { minutes: 2 ** billingFailures }),
        ...(setAside && { quarantinedAt: now, quarantineReason: reason }),
      });
    }
  }

  private async bill(
    tx: Tx,
    subscription: Subscription,
    { items, priceIds }: Billables,
    now: Date,
  ): Promise<void> {
    const decision = decideBilling(
      {
        status: subscription.status,
        anchor: anchorOf(subscription),
        interval: intervalOf(subscription),
        nextPeriodIndex: subscription.nextPeriodIndex,
        trialEnd: subscription.trialEnd,
        cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
        items,
        resumedAt: subscription.resumedAt,
        hasUsableCard: await this.hasUsableCard(tx, subscription),
      },
      now,
    );
    switch (decision.kind) {
      case 'none':
        return this.lifecycle.patch(tx, subscription, now, { nextBillAt: decision.until });
      case 'cancel':
        return this.cancel(tx, subscription, now, subscription.cancelReason ?? decision.reason);
      case 'skip':
        return this.skip(tx, subscription, decision, priceIds, now);
      case 'bill':
        break;
    }
    const { period, invoice: draft, nextBillAt, transition } = decision;
    const patch = {
      currentPeriodStart: period.start,
      currentPeriodEnd: period.end,
      nextPeriodIndex: period.index + 1,
      nextBillAt,
      billingFailures: 0,
    };
    if (transition) await this.lifecycle.apply(tx, subscription, transition, now, patch);
    else await this.lifecycle.patch(tx, subscription, now, patch);
    await this.lifecycle.tell(tx, subscription, 'subscription.renewed', now, {
      period_start: period.start.toISOString(),
      period_end: period.end.toISOString(),
    });
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now);
    await this.openCharge.automatically(tx, invoice, now);
  }

  /** A period that nobody owes has its invoice all the same, void with the reason: no period is just missing. */
  private async skip(
    tx: Tx,
    subscription: Subscription,
    { period, invoice: draft, nextBillAt, reason }: Extract<BillingDecision, { kind: 'skip' }>,
    priceIds: Billables['priceIds'],
    now: Date,
  ): Promise<void> {
    const { start: currentPeriodStart, end: currentPeriodEnd } = period;
    const patch = { currentPeriodStart, currentPeriodEnd, nextPeriodIndex: period.index + 1, nextBillAt };
    await this.lifecycle.patch(tx, subscription, now, patch);
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now);
    if (invoice.status === 'open') await this.invoices.void(tx, invoice, now, reason);
  }

  /** With what earlier periods still owe; a payment on its way is waited for. */
  private async cancel(tx: Tx, subscription: Subscription, now: Date, reason: string): Promise<void> {
    const { merchantId, id } = subscription;
    if (await this.collection.stop(tx, merchantId, id, now, reason)) {
      return this.lifecycle.apply(tx, subscription, 'cancel', now, {}, { reason });
    }
    const waiting = { cancelRequestedAt: now, cancelReason: reason, nextBillAt: null };
    return this.lifecycle.patch(tx, subscription, now, waiting);
  }

  private async hasUsableCard(tx: Tx, { merchantId, cardId }: Subscription): Promise<boolean> {
    if (cardId === null) return false;
    return (await this.cards.findById(tx, merchantId, cardId))?.status === 'active';
  }
}

function groupByMerchant(rows: Subscription[]): Map<bigint, Subscription[]> {
  const groups = new Map<bigint, Subscription[]>();
  for (const row of rows) groups.set(row.merchantId, [...(groups.get(row.merchantId) ?? []), row]);
  return groups;
}
