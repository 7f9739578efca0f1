import {
  type CreditableLine,
  type CreditedLine,
  creditLines,
  CreditRefused,
  type CreditRequest,
} from '../../domain/credit-note/credit-lines.js';
import { describeMoney, money } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { readAmount } from '../../platform/http/read-amount.js';
import { amountToCollect, type Invoice, type InvoiceLine, lineTax, lineTotal } from '../invoices/index.js';
import type { CreditedBefore } from './credit-notes.repository.js';
import type { CreditNoteRequest } from './dto/create-credit-note.request.js';

export interface PlannedCredit {
  lines: CreditedLine[];
  amountMinor: bigint;
  taxMinor: bigint;
}

/** What a requested credit note takes of which line of its invoice. Pure; preview and issue both ask here. */
export function planCredit(
  request: CreditNoteRequest,
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  before: readonly CreditedBefore[],
): PlannedCredit {
  requireDestination(request, invoice);
  if (request.currency !== undefined && request.currency !== invoice.currency)
    throw refused('currency', `must be ${invoice.currency}, in which the invoice is`);
  const left = leftToCredit(invoice);
  try {
    const credited = creditLines(lines.map((line) => creditable(line, before)), readRequest(request, invoice), left); // prettier-ignore
    const sum = (pick: (line: CreditedLine) => bigint) =>
      credited.reduce((total, line) => total + pick(line), 0n);
    return { lines: credited, amountMinor: sum(({ amount }) => amount), taxMinor: sum(({ tax }) => tax) };
  } catch (error) {
    if (error instanceof CreditRefused) throw explained(error, request, invoice);
    throw error;
  }
}

/** Of an open invoice, what is still to be paid; of a paid one, what was not credited before. */
export function leftToCredit(invoice: Invoice): bigint {
  return invoice.status === 'open' ? amountToCollect(invoice) : invoice.totalMinor - invoice.creditNotesMinor;
}

function requireDestination({ to }: CreditNoteRequest, { status, publicId }: Invoice): void {
  if (status !== 'open' && status !== 'paid')
    throw new AppError(
      'conflict',
      `Invoice ${publicId} is ${status}; only what is open or paid can be credited`,
    );
  if ((status === 'open') === (to === 'open_amount')) return;
  throw refused(
    'to',
    status === 'open'
      ? 'must be open_amount: the invoice is not paid'
      : 'must be card or balance: the invoice is paid',
  );
}

function creditable(line: InvoiceLine, before: readonly CreditedBefore[]): CreditableLine {
  const earlier = before.find(({ invoiceLineId }) => invoiceLineId === line.id);
  return {
    id: line.publicId,
    total: lineTotal(line),
    tax: lineTax(line),
    credited: earlier?.amountMinor ?? 0n,
    creditedTax: earlier?.taxMinor ?? 0n,
  };
}

/** What it asks for, in the invoice's currency. */
export function readRequest(request: CreditNoteRequest, { currency }: Invoice): CreditRequest {
  const { amount, lines } = request;
  if (amount !== undefined && lines !== undefined)
    throw refused('amount', 'give either amount or lines, and not both');
  if (amount !== undefined) return { kind: 'amount', amount: readAmount(amount, currency, 'amount').minor };
  if (lines === undefined) return { kind: 'all' };
  return {
    kind: 'lines',
    lines: lines.map((one, i) => ({
      id: one.line,
      amount:
        one.amount === undefined
          ? null
          : readAmount(one.amount, currency, fieldPath('lines', i, 'amount')).minor,
    })),
  };
}

function explained(
  { reason, left, line }: CreditRefused,
  request: CreditNoteRequest,
  invoice: Invoice,
): AppError {
  const index = request.lines?.findIndex((one) => one.line === line) ?? -1;
  const field = index < 0 ? (request.lines ? 'lines' : 'amount') : fieldPath('lines', index);
  const most = describeMoney(money(left, invoice.currency));
  switch (reason) {
    case 'nothing_left':
      return refused(field, `nothing is left to credit of the ${line === null ? 'invoice' : 'line'}`);
    case 'too_much':
      return refused(
        field,
        `must be at most what is left of the ${line === null ? 'invoice' : 'line'}, which is ${most}`,
      );
    case 'no_line':
      return refused(field, 'is no line of the invoice');
    case 'twice':
      return refused('lines', `names ${line} twice`);
    case 'not_positive':
      return refused(field, 'must be more than nothing');
  }
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
