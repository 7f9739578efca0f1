import { applyDiscounts, discountOf } from '../discount/apply-discounts.js';
import type { AppliedDiscount, Discount } from '../discount/discount.js';
import { add, type Money, money, MoneyError, subtract, sum, zero } from '../money/money.js';
import { applyTax } from '../tax/apply-tax.js';
import type { AppliedTax, TaxRule } from '../tax/tax-rule.js';
import type { PricedLine } from './priced-line.js';

export interface InvoiceLineDraft extends PricedLine {
  /** What all coupons took off; signed like the amount. */
  readonly discount: Money;
  readonly discounts: readonly AppliedDiscount[];
  /** What the tax was computed on, without the tax: the amount less discount, less inclusive tax. */
  readonly taxableAmount: Money;
  readonly taxes: readonly AppliedTax[];
  /** What the line comes to: taxable amount and tax. */
  readonly total: Money;
}

/** Half-open. `index` of a subscription's period, null for what is billed besides. */
export interface InvoicePeriod {
  index: number | null;
  start: Date;
  end: Date;
}

export interface InvoiceDraft {
  readonly currency: string;
  readonly period: InvoicePeriod;
  readonly lines: readonly InvoiceLineDraft[];
  /** Sum of the lines' amounts, before discount and exclusive tax. */
  readonly subtotal: Money;
  readonly discountTotal: Money;
  /** All tax, also the part that prices contained. */
  readonly taxTotal: Money;
  /** What is owed; zero or more. */
  readonly total: Money;
  /** What credits left over, for the customer's balance; zero or more, and zero when something is owed. */
  readonly creditToBalance: Money;
}

export interface InvoiceFacts {
  currency: string;
  period: InvoicePeriod;
  lines: readonly PricedLine[];
  /** In the order in which they apply. */
  discounts: readonly Discount[];
  tax: TaxRule | null;
}

/**
 * The invoice of one period. A pure function of its facts: building it twice gives the same invoice, so a
 * process that died half-way may simply build it again. Coupons come off first, tax is on what they leave;
 * the total is the sum of the lines, and what is below zero goes to the customer's balance.
 * @throws RangeError with a negative quantity; MoneyError `currency_mismatch` when lines
 *   disagree, `out_of_range` when a line or the total is beyond what is allowed
 */
export function buildInvoice({ currency, period, lines, discounts, tax }: InvoiceFacts): InvoiceDraft {
  for (const line of lines) check(line, currency);
  const open = lines.filter(({ settled }) => settled === undefined);
  const found = applyDiscounts(open, discounts, currency);
  const applied = open.map(({ discounted }, index) => discounted ?? found[index]!);
  const net = open.map(({ amount }, index) => subtract(amount, discountOf(applied[index]!, currency)));
  const taxes = applyTax(net, tax, currency);
  const fresh = new Map(
    open.map((line, index) => [line, { applied: applied[index]!, taxes: taxes[index]! }]),
  );
  return total(
    currency,
    period,
    lines.map((line) => finish(line, fresh.get(line), currency)),
  );
}

function check(line: PricedLine, currency: string): void {
  const what = line.priceId ?? line.description;
  if (line.quantity < 0n)
    throw new RangeError(`invoice: quantity of ${what} is ${line.quantity}; allowed is 0 or more`);
  if (line.amount.currency !== currency)
    throw new MoneyError('currency_mismatch', line.amount.currency, `${currency}, like the invoice`);
  // Again, because an amount that never went through money() would be owed by somebody.
  money(line.amount.minor, currency);
}

interface Fresh {
  applied: readonly AppliedDiscount[];
  taxes: readonly AppliedTax[];
}

function finish(line: PricedLine, fresh: Fresh | undefined, currency: string): InvoiceLineDraft {
  const discounts = fresh?.applied ?? [];
  const discount = fresh ? discountOf(discounts, currency) : line.settled!.discount;
  const taxes = fresh?.taxes ?? line.settled!.taxes;
  const net = subtract(line.amount, discount);
  const taxableAmount = subtract(net, taxOf(taxes.filter(({ inclusive }) => inclusive), currency)); // prettier-ignore
  // Every property named: a spread costs Node 20 more than all the rest of a line does.
  const finished = {
    kind: line.kind,
    priceId: line.priceId,
    description: line.description,
    nameAr: line.nameAr,
    quantity: line.quantity,
    unitAmount: line.unitAmount,
    amount: line.amount,
    period: line.period,
    discountable: line.discountable,
    inputs: line.inputs,
    discount,
    discounts,
    taxableAmount,
    taxes,
    total: add(taxableAmount, taxOf(taxes, currency)),
  };
  return line.settled ? { ...finished, settled: line.settled } : finished;
}

function total(currency: string, period: InvoicePeriod, lines: readonly InvoiceLineDraft[]): InvoiceDraft {
  const of = (pick: (line: InvoiceLineDraft) => Money): Money => sum(lines.map(pick), currency);
  const net = of((line) => line.total);
  const owed = net.minor >= 0n;
  return {
    currency,
    period,
    lines,
    subtotal: of((line) => line.amount),
    discountTotal: of((line) => line.discount),
    taxTotal: of((line) => taxOf(line.taxes, currency)),
    total: owed ? net : zero(currency),
    creditToBalance: owed ? zero(currency) : money(-net.minor, currency),
  };
}

/** Of one line, of all its rates. */
export function taxOf(taxes: readonly AppliedTax[], currency: string): Money {
  return taxes.reduce((all, { amount }) => add(all, amount), zero(currency));
}
