import type { Invoice } from '../invoices/index.js';
import type { CreditNote } from './credit-note.entity.js';
import type { CreditNoteRequest } from './dto/create-credit-note.request.js';
import { readRequest } from './plan-credit.js';

/**
 * Whether a note is what a request asks for; `credited` is what it took, by line. Without an amount all that was left
 * is meant, and that is not known any more. Pure.
 */
export function isSameCredit(
  request: CreditNoteRequest,
  invoice: Invoice,
  note: CreditNote,
  credited: ReadonlyMap<string, bigint>,
): boolean {
  const { to, reason, currency = invoice.currency } = request;
  if (note.invoiceId !== invoice.id || note.destination !== to || note.reason !== reason) return false;
  if (note.currency !== currency) return false;
  const asked = readRequest(request, invoice);
  switch (asked.kind) {
    case 'all':
      return true;
    case 'amount':
      return asked.amount === note.amountMinor;
    case 'lines':
      return (
        asked.lines.length === credited.size &&
        asked.lines.every(
          ({ id, amount }) => credited.has(id) && (amount ?? credited.get(id)) === credited.get(id),
        )
      );
  }
}
