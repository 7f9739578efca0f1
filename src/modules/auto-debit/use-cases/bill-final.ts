import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { later, OpenCharge } from '../../charges/index.js';
import {
  type Billables,
  BillablesReader,
  InvoiceLifecycle,
  lastBill,
  NoteBilled,
} from '../../invoices/index.js';
import {
  type Subscription,
  SubscriptionLifecycle,
  DueSubscriptionsRepository,
} from '../../subscriptions/index.js';

/** After an unforeseen error; the subscription is over, so nothing is lost by looking again in an hour. */
const HOURS_TO_TRY_AGAIN = 1;

/**
 * Bills what subscriptions that are over used before their end. Once for each: no usage is taken after the
 * end, so nothing can be added to it.
 */
@Injectable()
export class BillFinal {
  private readonly logger = new Logger(BillFinal.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueSubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly billables: BillablesReader,
    private readonly invoices: InvoiceLifecycle,
    private readonly noteBilled: NoteBilled,
    private readonly openCharge: OpenCharge,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const due = await this.due.claimFinalBills(tx, scope, now, limit);
      await inBatch<Subscription, void>(tx, due, {
        together: (inner, all) => this.together(inner, all, now),
        alone: async (inner, one) => void (await this.together(inner, [one], now)),
        failed: (outer, subscription, error) => {
          this.logger.error({ err: error, subscription_id: subscription.publicId }, 'A last invoice failed');
          const finalBillAt = later(now, { hours: HOURS_TO_TRY_AGAIN });
          return this.lifecycle.patch(outer, subscription, now, { finalBillAt });
        },
      });
      return due.length;
    });
  }

  private async together(tx: Tx, due: Subscription[], now: Date): Promise<void[]> {
    const done: void[] = [];
    for (const merchantId of new Set(due.map((one) => one.merchantId))) {
      const mine = due.filter((one) => one.merchantId === merchantId);
      const billables = await this.billables.read(tx, merchantId, mine);
      for (const one of mine) done.push(await this.bill(tx, { ...one }, billables.get(one.id), now));
    }
    return done;
  }

  /** What costs nothing needs no invoice, and is billed by that: else its usage would seem to be forgotten. */
  private async bill(
    tx: Tx,
    subscription: Subscription,
    billables: Billables | undefined,
    now: Date,
  ): Promise<void> {
    await this.lifecycle.patch(tx, subscription, now, { finalBillAt: null });
    if (!billables) return;
    const draft = lastBill(subscription, billables);
    if (!draft) return this.noteBilled.ofUsage(tx, billables);
    const { priceIds } = billables;
    const invoice = await this.invoices.issue(tx, subscription, draft, priceIds, now, tx, 'one_off');
    await this.noteBilled.execute(tx, subscription, billables, { invoice, draft }, now);
    await this.openCharge.automatically(tx, invoice, now);
  }
}
