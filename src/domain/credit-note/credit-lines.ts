import { allocate, money, roundHalfUp } from '../money/money.js';

/** A line of an invoice, and what credit notes took of it before. Minor units of the invoice's currency. */
export interface CreditableLine {
  id: string;
  /** Tax and all; only lines above zero can be credited. */
  total: bigint;
  tax: bigint;
  credited: bigint;
  creditedTax: bigint;
}

export interface CreditedLine {
  id: string;
  amount: bigint;
  /** Within the amount. */
  tax: bigint;
}

export type CreditRequest =
  | { kind: 'all' }
  | { kind: 'amount'; amount: bigint }
  /** `amount` null: all that is left of the line. */
  | { kind: 'lines'; lines: readonly { id: string; amount: bigint | null }[] };

/** Why a credit cannot be given; `line` when it is about one. */
export class CreditRefused extends Error {
  constructor(
    readonly reason: 'nothing_left' | 'too_much' | 'no_line' | 'twice' | 'not_positive',
    readonly left: bigint,
    readonly line: string | null = null,
  ) {
    super(`credit refused: ${reason}`);
  }
}

/**
 * What of each line a credit note takes. An amount over the whole invoice is split over what is left of the
 * lines by largest remainder. The tax of a line follows what has been credited of it in all, half up, so that a
 * line that is credited to the end, in however many notes, gives back exactly its tax.
 * Credits of changes split tax in their own way, so what they gave back before is never taken for more than it was.
 * @param invoiceLeft what is left of the invoice as a whole: where it has credit lines, less than of its charges
 * @throws CreditRefused
 */
export function creditLines(
  lines: readonly CreditableLine[],
  request: CreditRequest,
  invoiceLeft: bigint,
): CreditedLine[] {
  const linesLeft = lines.reduce((sum, line) => sum + leftOf(line), 0n);
  const left = linesLeft < invoiceLeft ? linesLeft : invoiceLeft;
  if (left <= 0n) throw new CreditRefused('nothing_left', 0n);
  const amounts = amountsOf(lines, request, left);
  const total = [...amounts.values()].reduce((a, b) => a + b, 0n);
  if (total > left) throw new CreditRefused('too_much', left);
  return lines.flatMap((line) => {
    const amount = amounts.get(line.id) ?? 0n;
    if (amount === 0n) return [];
    const taxInAll = roundHalfUp(line.tax * (line.credited + amount), line.total);
    return [{ id: line.id, amount, tax: between(taxInAll - line.creditedTax, amount) }];
  });
}

function amountsOf(
  lines: readonly CreditableLine[],
  request: CreditRequest,
  left: bigint,
): Map<string, bigint> {
  if (request.kind !== 'lines') return spread(lines, request.kind === 'all' ? left : request.amount, left);
  const amounts = new Map<string, bigint>();
  for (const { id, amount } of request.lines) {
    const line = lines.find((one) => one.id === id);
    if (!line) throw new CreditRefused('no_line', 0n, id);
    if (amounts.has(id)) throw new CreditRefused('twice', 0n, id);
    const most = leftOf(line);
    if (most === 0n) throw new CreditRefused('nothing_left', 0n, id);
    if (amount !== null && amount <= 0n) throw new CreditRefused('not_positive', most, id);
    if (amount !== null && amount > most) throw new CreditRefused('too_much', most, id);
    amounts.set(id, amount ?? most);
  }
  return amounts;
}

function spread(lines: readonly CreditableLine[], amount: bigint, left: bigint): Map<string, bigint> {
  if (amount <= 0n) throw new CreditRefused('not_positive', left);
  if (amount > left) throw new CreditRefused('too_much', left);
  // The currency plays no part in splitting whole units.
  const parts = allocate(money(amount, 'KWD'), lines.map(leftOf)); // prettier-ignore
  return new Map(lines.map((line, i) => [line.id, parts[i]!.minor]));
}

function leftOf({ total, credited }: CreditableLine): bigint {
  return total > credited ? total - credited : 0n;
}

function between(tax: bigint, amount: bigint): bigint {
  if (tax < 0n) return 0n;
  return tax < amount ? tax : amount;
}
