import { Injectable, Logger } from '@nestjs/common';
import { reviewEnd } from '../../../domain/invoice/review-time.js';
import { type BillingDecision, decideBilling } from '../../../domain/subscription/billing.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type ReservedRow, type Writer, Writes } from '../../../platform/database/writes.js';
import { DueCursor } from '../../../platform/flow/due-cursor.js';
import { CardsRepository } from '../../cards/index.js';
import { later, MAX_FAILURES, OpenCharge } from '../../charges/index.js';
import {
  basisOf,
  type Billables,
  BillablesReader,
  billingInputOf,
  Invoice,
  InvoiceLifecycle,
  InvoicesRepository,
  NoteBilled,
} from '../../invoices/index.js';
import { LedgerTransaction } from '../../ledger/index.js';
import {
  afterSkip,
  CollectionInFlight,
  type Subscription,
  SubscriptionLifecycle,
  DueSubscriptionsRepository,
} from '../../subscriptions/index.js';

interface Due {
  subscription: Subscription;
  billables: Billables;
  hasUsableCard: boolean;
  isCollecting: boolean;
}

/**
 * Claims subscriptions whose time has come and bills one period of each. A period that was missed while
 * the engine was down is still due, so nothing needs to be caught up specially.
 */
@Injectable()
export class BillDue {
  private readonly logger = new Logger(BillDue.name);
  private readonly cursor: DueCursor;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueSubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly billables: BillablesReader,
    private readonly invoices: InvoiceLifecycle,
    private readonly invoiceRows: InvoicesRepository,
    private readonly noteBilled: NoteBilled,
    private readonly openCharge: OpenCharge,
    private readonly cards: CardsRepository,
    private readonly collection: CollectionInFlight,
    clock: Clock,
  ) {
    this.cursor = new DueCursor(clock);
  }

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const billed = await this.uow.run(async (tx) => {
      const due = await this.cursor.claim(
        scope,
        limit,
        (most, notBefore) => this.due.claimDue(tx, scope, now, most, notBefore),
        (subscription) => subscription.nextBillAt!,
      );
      await inBatch<Subscription, void>(tx, due, {
        together: (inner, subscriptions) => this.together(inner, subscriptions, now),
        alone: async (inner, subscription) => {
          for (const one of await this.read(inner, [subscription])) await this.bill(inner, inner, one, now);
        },
        failed: (outer, subscription, error) => this.countFailure(outer, subscription, error, now),
      });
      return due.length;
    });
    if (billed > 0) crashpoint('after-billing');
    return billed;
  }

  private async together(tx: Tx, subscriptions: Subscription[], now: Date): Promise<void[]> {
    const many = subscriptions.length;
    // A skipped period is posted twice: as it is issued, and as it is voided.
    const writes = await Writes.reserving(tx, new Map<ReservedRow, number>([[Invoice, many], [LedgerTransaction, 2 * many]])); // prettier-ignore
    const done: void[] = [];
    for (const one of await this.read(tx, subscriptions)) done.push(await this.bill(tx, writes, one, now));
    await writes.flush(tx);
    return done;
  }

  /** A row that throws is counted, and at the fifth time set aside. */
  private async countFailure(tx: Tx, subscription: Subscription, error: Error, now: Date): Promise<void> {
    const { publicId } = subscription;
    this.logger.error({ err: error, subscription_id: publicId }, 'Billing a subscription failed');
    const billingFailures = subscription.billingFailures + 1;
    if (billingFailures < MAX_FAILURES) {
      const nextBillAt = later(now, { minutes: 2 ** billingFailures });
      return this.lifecycle.patch(tx, subscription, now, { billingFailures, nextBillAt });
    }
    const reason = `billing failed ${billingFailures} times: ${error.message.slice(0, 300)}`;
    await this.lifecycle.setAside(tx, subscription, now, reason, { billingFailures });
  }

  private pause(writer: Writer, subscription: Subscription, now: Date, reason: string): Promise<void> {
    const patch = { pausedAt: now, pauseAccess: 'remove' as const };
    return this.lifecycle.apply(writer, subscription, 'pause', now, patch, { reason, on_purpose: true });
  }

  /** Of the whole batch in a few statements; the subscriptions as copies, since a batch may have to begin again. */
  private async read(tx: Tx, subscriptions: Subscription[]): Promise<Due[]> {
    const billables = await this.billables.readAll(tx, subscriptions);
    const asked = subscriptions.flatMap(({ status, merchantId, cardId }) =>
      status === 'trialing' && cardId !== null ? [{ merchantId, id: cardId }] : [],
    );
    const cards = await this.cards.findByKeys(tx, asked);
    const collecting = await this.invoiceRows.subscriptionsWithOpen(tx, subscriptions.filter(isAtItsEnd));
    return subscriptions.map((subscription) => ({
      subscription: { ...subscription },
      billables: billables.get(subscription.id)!,
      hasUsableCard: subscription.cardId !== null && cards.get(subscription.cardId)?.status === 'active',
      isCollecting: collecting.has(subscription.id),
    }));
  }

  private async bill(tx: Tx, writer: Writer, due: Due, now: Date): Promise<void> {
    const { subscription } = due;
    const decision = decide(due, now);
    switch (decision.kind) {
      case 'none':
        return this.lifecycle.patch(writer, subscription, now, { nextBillAt: decision.until });
      case 'cancel':
        return this.cancel(tx, subscription, now, subscription.cancelReason ?? decision.reason);
      case 'end':
        return this.lifecycle.apply(writer, subscription, 'end', now, {}, { reason: decision.reason });
      case 'pause':
        return this.pause(writer, subscription, now, decision.reason);
      case 'ask':
        return this.lifecycle.setAside(writer, subscription, now, decision.reason);
      case 'skip':
        return this.skip(writer, due, decision, now);
      case 'bill':
        // A balance is read and locked as it is used, so that invoice cannot be written later.
        return due.billables.reviewHours === 0 &&
          (due.billables.standing.hasBalance || decision.invoice.creditToBalance.minor > 0n)
          ? this.issue(tx, due, decision, now, tx)
          : this.issue(writer, due, decision, now, null);
    }
  }

  private async issue(
    writer: Writer,
    { subscription, billables }: Due,
    { period, invoice: draft, nextBillAt, transition }: Extract<BillingDecision, { kind: 'bill' }>,
    now: Date,
    fromBalance: Tx | null,
  ): Promise<void> {
    const patch = {
      currentPeriodStart: period.start,
      currentPeriodEnd: period.end,
      nextPeriodIndex: period.index + 1,
      nextBillAt,
      billingFailures: 0,
    };
    if (transition) await this.lifecycle.apply(writer, subscription, transition, now, patch);
    else await this.lifecycle.patch(writer, subscription, now, patch);
    await this.lifecycle.tell(writer, subscription, 'subscription.renewed', now, {
      period_start: period.start.toISOString(),
      period_end: period.end.toISOString(),
    });
    const { priceIds, reviewHours } = billables;
    if (reviewHours > 0) {
      const basis = { finalizeAt: reviewEnd(now, reviewHours), draftBasis: basisOf(billables, draft) };
      const invoice = await this.invoices.draft(writer, subscription, draft, priceIds, now, basis);
      return this.noteBilled.execute(writer, subscription, billables, { invoice, draft }, now);
    }
    const invoice = await this.invoices.issue(writer, subscription, draft, priceIds, now, fromBalance);
    await this.noteBilled.execute(writer, subscription, billables, { invoice, draft }, now);
    await this.openCharge.automatically(writer, invoice, now);
  }

  /** A period that nobody owes has its invoice all the same, void with the reason: no period is just missing. */
  private async skip(
    writer: Writer,
    { subscription, billables }: Due,
    { period, invoice: draft, nextBillAt, reason }: Extract<BillingDecision, { kind: 'skip' }>,
    now: Date,
  ): Promise<void> {
    const patch = { ...afterSkip(subscription, period), nextPeriodIndex: period.index + 1, nextBillAt };
    await this.lifecycle.patch(writer, subscription, now, patch);
    await this.invoices.issueVoid(writer, subscription, draft, billables.priceIds, now, reason);
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
}

function decide({ subscription, billables, ...facts }: Due, now: Date): BillingDecision {
  return decideBilling(billingInputOf(subscription, billables, facts), now);
}

function isAtItsEnd({ endIndex, nextPeriodIndex }: Subscription): boolean {
  return endIndex !== null && nextPeriodIndex >= endIndex;
}
