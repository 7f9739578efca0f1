import { indexAt, periodAt, type Period } from '../../domain/calendar/period.js';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { finalInvoice } from '../../domain/subscription/period-invoice.js';
import { anchorOf, intervalOf, type Subscription } from '../subscriptions/index.js';
import type { Billables } from './assemble-billables.js';

/** What a subscription that is over still owes: for who bills it, and for who previews its cancel. Pure. */
export function lastBill(subscription: Subscription, billables: Billables | undefined): InvoiceDraft | null {
  if (!billables) return null;
  const { currency, timeZone } = subscription;
  return finalInvoice({ ...billables, currency, timeZone, period: lastPeriod(subscription) });
}

/** The one in which it ended. */
function lastPeriod(subscription: Subscription): Period {
  const { currentPeriodStart: start, currentPeriodEnd: end, endedAt } = subscription;
  const [anchor, interval] = [anchorOf(subscription), intervalOf(subscription)];
  const index = indexAt(anchor, interval, start ?? endedAt!);
  return start && end ? { index, start, end } : periodAt(anchor, interval, index);
}
