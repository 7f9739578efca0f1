import { isCurrency } from '../money/currency.js';
import { type Money, MoneyError, parseMoney } from '../money/money.js';
import type { Columns, ReportField } from './report-columns.js';

export const REPORT_OPERATIONS = ['payment', 'refund', 'capture', 'void'] as const;
export type ReportOperation = (typeof REPORT_OPERATIONS)[number];

/** One movement, or a session without one, as a report tells it. */
export interface ReportLine {
  operation: ReportOperation;
  sessionId: string;
  /** Of a refund: the payment's. */
  parentSessionId: string | null;
  orderNo: string | null;
  state: string;
  amount: Money;
  /** In minor units of the same currency; null where the file does not say. */
  settledMinor: bigint | null;
  feeMinor: bigint | null;
  isSandbox: boolean | null;
}

const SESSION = /^[-\w]{1,128}$/;
const STATE = /^[a-z_]{1,40}$/;
const MOST_ORDER_NO = 128;
/** An apostrophe that keeps a spreadsheet from taking a text for a formula. */
const GUARDED = /^'[=+\-@\t\r]/;

/** A line by its columns, or what is wrong with it: a line that cannot be read may be the one that differs. */
export function readReportLine(
  cells: readonly string[],
  columns: Columns,
): { line: ReportLine } | { fault: string } {
  if (cells.length !== columns.width) return { fault: `${cells.length} cells instead of ${columns.width}` };
  const of = (field: ReportField): string => {
    const text = columns[field] === undefined ? '' : (cells[columns[field]] ?? '').trim();
    return GUARDED.test(text) ? text.slice(1) : text;
  };
  const wrong = (field: ReportField) => ({ fault: `${field} "${of(field).slice(0, 40)}"` });
  const operation = REPORT_OPERATIONS.find((known) => known === of('operation').toLowerCase());
  const state = of('state').toLowerCase();
  if (operation === undefined) return wrong('operation');
  if (!SESSION.test(of('session_id'))) return wrong('session_id');
  if (of('parent_session_id') !== '' && !SESSION.test(of('parent_session_id'))) {
    return wrong('parent_session_id');
  }
  if (of('order_no').length > MOST_ORDER_NO) return wrong('order_no');
  if (!STATE.test(state)) return wrong('state');
  const currency = of('currency');
  if (!isCurrency(currency)) return wrong('currency');
  const [amount, settled, fee] = (['amount', 'settled_amount', 'fee'] as const).map((field) =>
    moneyOf(of(field), currency),
  );
  if (!amount) return wrong('amount');
  if (settled === undefined) return wrong('settled_amount');
  if (fee === undefined) return wrong('fee');
  const isSandbox = { '': null, true: true, false: false, '1': true, '0': false }[
    of('is_sandbox').toLowerCase()
  ];
  if (isSandbox === undefined) return wrong('is_sandbox');
  return {
    line: {
      operation,
      sessionId: of('session_id'),
      parentSessionId: of('parent_session_id') || null,
      orderNo: of('order_no') || null,
      state,
      amount,
      settledMinor: settled?.minor ?? null,
      feeMinor: fee?.minor ?? null,
      isSandbox,
    },
  };
}

/** Null for an empty cell, undefined for what is no amount. */
function moneyOf(text: string, currency: string): Money | null | undefined {
  if (text === '') return null;
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(text)) return undefined;
  try {
    return parseMoney(text, currency);
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}
