import { creditedLine } from '../../domain/document/credited-line.js';
import type { DocumentFacts } from '../../domain/document/document-facts.js';
import { type Money, money } from '../../domain/money/money.js';
import type { CreditNote, CreditNoteLine } from '../credit-notes/index.js';
import type { BillRows } from './bill-facts.js';
import { buyerOf, sellerOf } from './parties.js';
import { leviesOf, taxesOf } from './taxes.js';

/** The rows of which a credit note is printed: its own, and those of the invoice that it corrects. */
export interface CreditNoteRows extends BillRows {
  note: CreditNote;
  credited: CreditNoteLine[];
}

/** What a credit note says, from its rows. Pure: the language comes later. */
export function creditNoteFacts(rows: CreditNoteRows): DocumentFacts {
  const { note, credited, invoice, lines, customer, merchant, profile } = rows;
  const of = (minor: bigint): Money => money(minor, note.currency);
  const linesById = new Map(lines.map((line) => [line.id, line]));
  const printed = credited.map(({ invoiceLineId, amountMinor, taxMinor }) => {
    const line = linesById.get(invoiceLineId)!;
    return { line, ...creditedLine(of(amountMinor), of(taxMinor), leviesOf(line, of)) };
  });
  return {
    kind: 'credit_note',
    number: note.number,
    state: null,
    issuedAt: note.issuedAt,
    paidAt: null,
    dueAt: null,
    timeZone: merchant.timeZone,
    period: null,
    corrects: invoice.number,
    reason: note.reason,
    destination: note.destination,
    seller: sellerOf(merchant, profile),
    buyer: buyerOf(customer, invoice.buyer),
    lines: printed.map(({ line, shown, taxes }) => ({
      description: line.description,
      nameAr: line.nameAr,
      inputs: line.explanation,
      quantity: null,
      unitAmount: null,
      discount: of(0n),
      taxNames: taxes.map(({ name }) => name),
      amount: shown,
      period: line.serviceStart && line.serviceEnd && { start: line.serviceStart, end: line.serviceEnd },
    })),
    subtotal: of(printed.reduce((sum, { shown }) => sum + shown.minor, 0n)),
    discounts: [],
    taxes: taxesOf(
      printed.flatMap(({ taxes }) => taxes),
      note.currency,
    ),
    total: of(note.amountMinor),
    creditToBalance: of(0n),
    balanceApplied: of(0n),
    paid: of(0n),
    credited: of(0n),
    due: of(0n),
  };
}
