import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { payFromBalance } from '../../domain/invoice/from-balance.js';
import type { Forecast } from '../../domain/subscription/forecast.js';
import type { ForetoldView } from '../insights/index.js';
import type { Subscription } from '../subscriptions/index.js';

/** What would come of an act. */
export interface ActPreview {
  /** As it is when it takes effect. */
  subscription: Subscription;
  effectiveAt: Date;
  /** Invoiced by the act itself: what is given back, and what is left to be billed at the end. */
  given: InvoiceDraft | null;
  last: InvoiceDraft | null;
  /** What the clock bills then. */
  forecast: Forecast;
  /** Before all of it, in minor units. */
  balanceMinor: bigint;
  isWhole: boolean;
  /** Charged as the act is done. */
  dueNow: bigint;
  /** A payment is under way, whose answer is waited for. */
  waits: boolean;
}

type Known = Pick<ActPreview, 'subscription' | 'effectiveAt'> &
  Partial<Pick<ActPreview, 'given' | 'last' | 'waits'>>;

/**
 * What becomes of money by an act, from what it decided and from what is foretold of the subscription after it. An
 * invoice that stays a draft first is not charged now; usage at its threshold never does. Pure.
 */
export function actPreview(
  { given = null, last = null, waits = false, ...known }: Known,
  {
    forecast,
    balanceMinor,
    isWhole,
    now,
  }: Pick<ForetoldView, 'forecast' | 'balanceMinor' | 'isWhole' | 'now'>,
  reviewHours: number,
): ActPreview {
  const first = payFromBalance(balanceMinor, given, isWhole);
  const second = payFromBalance(first.left, last, isWhole);
  let [left, dueNow] = [second.left, first.due + second.due];
  for (const { at, kind, invoice } of forecast.entries) {
    if (at > now || kind === 'skip') continue;
    const paid = payFromBalance(left, invoice, isWhole);
    left = paid.left;
    if (reviewHours === 0 || invoice.period.index === null) dueNow += paid.due;
  }
  return { ...known, given, last, waits, forecast, balanceMinor, isWhole, dueNow };
}

/** Of a subscription after whose act nothing is foretold. */
export const NOTHING_MORE: Forecast = { entries: [], end: null, stoppedAt: null };
