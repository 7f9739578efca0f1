import type { AgreementLimits } from '../agreement/consent-need.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';

interface Asked {
  /** Null before it has one. */
  runningUntil: Date | null;
  agreement: AgreementLimits | null;
  /** What it comes to at once, and what the next period comes to. */
  invoice: InvoiceDraft | null;
  next: InvoiceDraft;
}

/** Why the customer cannot be asked for a change of the running period: in time, or in one agreement. */
export function faultOfAsking({ runningUntil, agreement, invoice, next }: Asked, now: Date) {
  if (runningUntil === null || runningUntil <= now) {
    const message = 'its period is over, so a change of it cannot wait for a consent: ask for "period_end"';
    return { code: 'conflict' as const, field: 'when', message };
  }
  const share = invoice?.total.minor ?? 0n;
  if (agreement?.amountVariability !== 'fixed' || share === 0n || share === next.total.minor) return null;
  const message =
    'the customer agrees to one amount, and a share of the running period is another: ask for "period_end" or ' +
    'proration "none"';
  return { code: 'rule_violation' as const, field: 'consent', message };
}
