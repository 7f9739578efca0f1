import { describeLocalDate, localDateOf } from '../calendar/local-time.js';
import type { Period } from '../calendar/period.js';
import {
  describeMoney,
  formatAmount,
  type Money,
  money,
  MoneyError,
  multiply,
  parseMoney,
  sum,
} from '../money/money.js';

/** One price of a subscription and how many of it. */
export interface BillableItem {
  priceId: string;
  description: string;
  /** Of one unit for one period. */
  unitAmount: Money;
  quantity: bigint;
}

/**
 * Why a line has its amount: everything the computation read, as plain JSON to be stored beside the line,
 * so that it can be told years later without today's prices or today's code.
 */
export interface LineInputs {
  /** The shape of these inputs; a new kind of line gets a new word and its own sentence. */
  rule: 'flat_per_unit';
  price_id: string;
  unit_amount: string;
  currency: string;
  quantity: string;
  /** Instants, UTC; the period is half-open. */
  period_start: string;
  period_end: string;
  time_zone: string;
  /** Whole quantities of exact amounts: nothing to round. */
  rounding: 'none';
}

export interface InvoiceLineDraft {
  readonly priceId: string;
  readonly description: string;
  readonly unitAmount: Money;
  readonly quantity: bigint;
  /** Unit amount × quantity. */
  readonly amount: Money;
  readonly inputs: LineInputs;
}

export interface InvoiceDraft {
  readonly currency: string;
  readonly period: Period;
  readonly lines: readonly InvoiceLineDraft[];
  /** Sum of the lines. */
  readonly subtotal: Money;
  /** What is owed. Equal to the subtotal until there are discounts and tax. */
  readonly total: Money;
}

export interface InvoiceFacts {
  items: readonly BillableItem[];
  period: Period;
  timeZone: string;
}

/**
 * The invoice of one period. A pure function of its facts: building it twice gives the same invoice, so a
 * process that died half-way may simply build it again. The total is the sum of the lines, each exact.
 * @throws RangeError without items or with a negative quantity; MoneyError `currency_mismatch` when items
 *   disagree, `out_of_range` when a line or the total is beyond what is allowed
 */
export function buildInvoice({ items, period, timeZone }: InvoiceFacts): InvoiceDraft {
  const [first] = items;
  if (!first) throw new RangeError('invoice: got no items; allowed is at least one');
  const { currency } = first.unitAmount;
  const lines = items.map((item) => buildLine(item, currency, period, timeZone));
  const subtotal = sum(
    lines.map((line) => line.amount),
    currency,
  );
  return { currency, period, lines, subtotal, total: subtotal };
}

function buildLine(item: BillableItem, currency: string, period: Period, timeZone: string): InvoiceLineDraft {
  const { priceId, description, quantity } = item;
  if (quantity < 0n)
    throw new RangeError(`invoice: quantity of ${priceId} is ${quantity}; allowed is 0 or more`);
  if (item.unitAmount.currency !== currency) {
    throw new MoneyError(
      'currency_mismatch',
      item.unitAmount.currency,
      `${currency}, like the invoice's first item`,
    );
  }
  // Rebuilt, so that an amount that never went through money() is checked before it is owed by somebody.
  const unitAmount = money(item.unitAmount.minor, currency);
  const inputs: LineInputs = {
    rule: 'flat_per_unit',
    price_id: priceId,
    unit_amount: formatAmount(unitAmount),
    currency,
    quantity: quantity.toString(),
    period_start: period.start.toISOString(),
    period_end: period.end.toISOString(),
    time_zone: timeZone,
    rounding: 'none',
  };
  return { priceId, description, unitAmount, quantity, amount: multiply(unitAmount, quantity), inputs };
}

/**
 * Why the line has its amount, in a sentence, from the stored inputs alone. It computes the amount again
 * on purpose: a stored amount that its own inputs do not give must be seen, not repeated.
 */
export function explainLine({
  description,
  inputs,
}: Pick<InvoiceLineDraft, 'description' | 'inputs'>): string {
  const unit = parseMoney(inputs.unit_amount, inputs.currency);
  const total = multiply(unit, BigInt(inputs.quantity));
  const day = (instant: string): string =>
    describeLocalDate(localDateOf(new Date(instant), inputs.time_zone));
  return (
    `${description}: ${inputs.quantity} × ${describeMoney(unit)} (price ${inputs.price_id}) = ${describeMoney(total)}, ` +
    `for ${day(inputs.period_start)} up to but not including ${day(inputs.period_end)} (${inputs.time_zone}); ` +
    `${inputs.rounding === 'none' ? 'nothing was rounded' : `rounded ${inputs.rounding as string}`}.`
  );
}
