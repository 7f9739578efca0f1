import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import type { Invoice, InvoiceLine } from '../invoices/index.js';

/** What a request for an invoice says beside its lines. */
export type WantedInvoice = Pick<
  Invoice,
  'customerId' | 'subscriptionId' | 'currency' | 'collection' | 'dueAt'
>;

/**
 * Whether an invoice that was made is the one that a request asks for. A draft whose lines a person changed since is
 * not, and whoever asks again is told its name. Pure.
 */
export function isSameInvoice(
  made: Invoice,
  lines: readonly InvoiceLine[],
  wanted: WantedInvoice,
  { lines: drafted }: InvoiceDraft,
): boolean {
  return (
    made.customerId === wanted.customerId &&
    made.subscriptionId === wanted.subscriptionId &&
    made.currency === wanted.currency &&
    made.collection === wanted.collection &&
    made.dueAt?.getTime() === wanted.dueAt?.getTime() &&
    lines.length === drafted.length &&
    drafted.every((line, i) => isSameLine(lines[i]!, line))
  );
}

/** What follows from a price is named after its plan, which may have been given another name since. */
function isSameLine(
  { priceId, description, quantity, amountMinor }: InvoiceLine,
  drafted: InvoiceDraft['lines'][number],
): boolean {
  return (
    (priceId === null) === (drafted.priceId === null) &&
    (priceId !== null || description === drafted.description) &&
    quantity === drafted.quantity &&
    amountMinor === drafted.amount.minor
  );
}
