import { formatAmount, money } from '../../domain/money/money.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Invoice } from './invoice.entity.js';
import { amountToCollect } from './invoice.entity.js';

/** What of a credit note concerns its invoice. */
export interface Credit {
  id: bigint;
  amountMinor: bigint;
  /** Within the amount. */
  taxMinor: bigint;
  /** Whether it lowers what is still to be paid. */
  isOpen: boolean;
}

/** It is owed from now on, as revenue and tax; or, where credits are more than charges, the customer has the rest. */
export function owed(invoice: Invoice, occurredAt: Date) {
  const { id: sourceId, currency, totalMinor, creditToBalanceMinor, taxTotalMinor: tax } = invoice;
  const worth = totalMinor - creditToBalanceMinor;
  return {
    source: 'invoice_finalized' as const,
    sourceId,
    occurredAt,
    currency,
    moves: moves(['receivable', worth], ['revenue', tax - worth], ['tax', -tax]),
  };
}

/** Nothing of it is owed any more; what credit notes took back before stays with them. */
export function takenBack(invoice: Invoice, occurredAt: Date) {
  const { id: sourceId, currency } = invoice;
  const worth = invoice.totalMinor - invoice.creditNotesMinor;
  const tax = invoice.taxTotalMinor - invoice.creditNotesTaxMinor;
  return {
    source: 'invoice_voided' as const,
    sourceId,
    occurredAt,
    currency,
    moves: moves(['revenue', worth - tax], ['tax', tax], ['receivable', -worth]),
  };
}

export function credited({ currency }: Invoice, note: Credit, occurredAt: Date) {
  const { id: sourceId, amountMinor, taxMinor, isOpen } = note;
  return {
    source: 'credit_note' as const,
    sourceId,
    occurredAt,
    currency,
    moves: moves(
      ['revenue', amountMinor - taxMinor],
      ['tax', taxMinor],
      [isOpen ? 'receivable' : 'refunds', -amountMinor],
    ),
  };
}

/** Written off and recovered is what the balance left to collect; the rest of it was paid. */
export function writtenOff(
  invoice: Invoice,
  source: 'invoice_recovered' | 'invoice_uncollectible',
  occurredAt: Date,
) {
  const isLost = source === 'invoice_uncollectible';
  const debit: Account = isLost ? 'bad_debt' : 'receivable';
  const credit: Account = isLost ? 'receivable' : 'bad_debt';
  const amount = money(amountToCollect(invoice), invoice.currency);
  return { source, sourceId: invoice.id, occurredAt, debit, credit, amount };
}

export function invoiceEvent(
  invoice: Invoice,
  type: EventType,
  occurredAt: Date,
  more: Record<string, unknown>,
) {
  const { currency, finalizeAt } = invoice;
  return {
    type,
    customerId: invoice.customerId,
    subscriptionId: invoice.subscriptionId,
    occurredAt,
    data: {
      invoice_id: invoice.publicId,
      number: invoice.number,
      amount: { amount: formatAmount(money(invoice.totalMinor, currency)), currency },
      period_start: invoice.periodStart.toISOString(),
      period_end: invoice.periodEnd.toISOString(),
      ...(finalizeAt !== null && { finalize_at: finalizeAt.toISOString() }),
      ...more,
    },
  };
}

type Account = 'receivable' | 'revenue' | 'tax' | 'refunds' | 'bad_debt';
type Move = [Account, bigint];

function moves(...all: Move[]): Move[] {
  return all;
}
