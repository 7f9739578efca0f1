import { Injectable } from '@nestjs/common';
import { periodAt } from '../../../domain/calendar/period.js';
import { decideBilling } from '../../../domain/subscription/billing.js';
import { periodInvoice } from '../../../domain/subscription/period-invoice.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { OpenCharge } from '../../charges/index.js';
import { BillablesReader, type Invoice, InvoiceLifecycle, NoteBilled } from '../../invoices/index.js';
import { anchorOf, intervalOf, type Subscription, SubscriptionLifecycle } from '../../subscriptions/index.js';
import { factsOf } from './list-orders.js';

/** Periods before the one that was found; each is owed as well. */
const MOST_PERIODS = 400;

/** Issues again the invoice of a period of which the database has forgotten that it was billed. */
@Injectable()
export class BillLostPeriod {
  constructor(
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly billables: BillablesReader,
    private readonly invoices: InvoiceLifecycle,
    private readonly noteBilled: NoteBilled,
    private readonly openCharge: OpenCharge,
  ) {}

  /**
   * With all periods before it, as the clock would, so that they tile. Null when the subscription, as far as its
   * row knows, would not have been billed for it. The subscription must be locked.
   */
  async execute(tx: Tx, subscription: Subscription, periodIndex: number, now: Date): Promise<Invoice | null> {
    const { merchantId, id } = subscription;
    const read = async () => (await this.billables.read(tx, merchantId, [subscription])).get(id)!;
    if (subscription.status === 'incomplete') {
      if (periodIndex !== 0 || subscription.trialDays > 0) return null;
      const billables = await read();
      const { items, terms, priceIds } = billables;
      const period = periodAt(anchorOf(subscription), intervalOf(subscription), 0);
      const { currency, timeZone } = subscription;
      const draft = periodInvoice({ currency, items, terms, period, timeZone });
      const first = await this.invoices.issue(tx, subscription, draft, priceIds, now, null);
      await this.noteBilled.execute(tx, subscription, billables, { invoice: first, draft }, now);
      await this.openCharge.byCustomer(tx, first, now);
      return first;
    }
    for (let billed = 0; billed < MOST_PERIODS; billed++) {
      // Anew for each period: the one before may have used up a coupon.
      const billables = await read();
      const decision = decideBilling(factsOf(subscription, billables), now);
      if (decision.kind !== 'bill' || decision.period.index > periodIndex) return null;
      const { period, invoice: draft, nextBillAt, transition } = decision;
      const patch = {
        currentPeriodStart: period.start,
        currentPeriodEnd: period.end,
        nextPeriodIndex: period.index + 1,
        nextBillAt,
      };
      if (transition) await this.lifecycle.apply(tx, subscription, transition, now, patch);
      else await this.lifecycle.patch(tx, subscription, now, patch);
      await this.lifecycle.tell(tx, subscription, 'subscription.renewed', now, {
        period_start: period.start.toISOString(),
        period_end: period.end.toISOString(),
      });
      const invoice = await this.invoices.issue(tx, subscription, draft, billables.priceIds, now, null);
      await this.noteBilled.execute(tx, subscription, billables, { invoice, draft }, now);
      await this.openCharge.automatically(tx, invoice, now);
      if (period.index === periodIndex) return invoice;
    }
    return null;
  }
}
