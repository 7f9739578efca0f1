import { Injectable, Logger } from '@nestjs/common';
import { formatAmount, type Money } from '../../../domain/money/money.js';
import { decideThreshold, type ReachedThreshold } from '../../../domain/subscription/usage-threshold.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { later, OpenCharge, ThresholdFactsReader } from '../../charges/index.js';
import { type Billables, BillablesReader, InvoiceLifecycle, NoteBilled } from '../../invoices/index.js';
import { type Subscription, SubscriptionLifecycle } from '../../subscriptions/index.js';
import { UsageTotalsRepository } from '../../usage/index.js';

/** After an unforeseen error; the period's own invoice bills what was used in any case. */
const HOURS_TO_TRY_AGAIN = 1;

/**
 * Bills usage that has come to its threshold, before its period is over. Whoever records usage shares the
 * subscription's row, so that what is looked at here is all there is; what comes afterwards is looked at again.
 */
@Injectable()
export class BillThresholds {
  private readonly logger = new Logger(BillThresholds.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly usage: UsageTotalsRepository,
    private readonly billables: BillablesReader,
    private readonly facts: ThresholdFactsReader,
    private readonly invoices: InvoiceLifecycle,
    private readonly noteBilled: NoteBilled,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly openCharge: OpenCharge,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const due = await this.usage.claimToLookAt(tx, scope, now, limit);
      await inBatch<Subscription, void>(tx, due, {
        together: (inner, all) => this.together(inner, all, now),
        alone: async (inner, one) => void (await this.together(inner, [one], now)),
        failed: (outer, subscription, error) => {
          this.logger.error(
            { err: error, subscription_id: subscription.publicId },
            'Looking at a threshold failed',
          );
          return this.usage.looked(outer, subscription, later(now, { hours: HOURS_TO_TRY_AGAIN }));
        },
      });
      return due.length;
    });
  }

  private async together(tx: Tx, due: Subscription[], now: Date): Promise<void[]> {
    const billables = await this.billables.readAll(tx, due);
    const done: void[] = [];
    for (const one of due) done.push(await this.look(tx, { ...one }, billables.get(one.id), now));
    return done;
  }

  private async look(
    tx: Tx,
    subscription: Subscription,
    billables: Billables | undefined,
    now: Date,
  ): Promise<void> {
    const facts = billables ? await this.facts.read(tx, subscription, billables) : null;
    const decision = facts && decideThreshold(facts, now);
    if (decision?.kind === 'bill') await this.bill(tx, subscription, billables!, decision, now);
    await this.usage.looked(tx, subscription, decision?.kind === 'wait' ? decision.until : null);
  }

  private async bill(
    tx: Tx,
    subscription: Subscription,
    { usage, priceIds, ...billables }: Billables,
    { invoice: draft, threshold, accrued }: ReachedThreshold,
    now: Date,
  ): Promise<void> {
    const told = { amount: amountOf(accrued), threshold: amountOf(threshold) };
    await this.lifecycle.tell(tx, subscription, 'subscription.usage_threshold_reached', now, told);
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now, tx, 'usage_threshold');
    // Of a period that is over its own invoice was made already.
    for (const total of usage) await this.usage.markBilled(tx, total, total.periodEnd > now);
    await this.noteBilled.ahead(tx, billables, draft);
    await this.openCharge.automatically(tx, invoice, now);
  }
}

function amountOf(amount: Money) {
  return { amount: formatAmount(amount), currency: amount.currency };
}
