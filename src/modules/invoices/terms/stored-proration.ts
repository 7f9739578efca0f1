import type { LineInputs } from '../../../domain/invoice/line-inputs.js';
import type { LineKind, PricedLine } from '../../../domain/invoice/priced-line.js';
import { money } from '../../../domain/money/money.js';
import { readDiscount, readTax, storedDiscount, storedTax } from '../invoice-rows.js';
import type { StoredDiscount, StoredTax } from '../invoice-line.entity.js';

/** A line of a change as it was computed. Minor units as text: jsonb would make floats of numbers. */
export interface StoredProration {
  kind: LineKind;
  price: string;
  description: string;
  name_ar?: string;
  quantity: string;
  unit_minor: string | null;
  amount_minor: string;
  start: string;
  end: string;
  discountable: boolean;
  settled: { discount_minor: string; taxes: StoredTax[] } | null;
  /** What its coupons take off; not in one that was left before that was decided with the change. */
  discounts?: StoredDiscount[];
  inputs: LineInputs;
}

export function storedProration(line: PricedLine): StoredProration {
  const { kind, description, quantity, unitAmount, amount, period, discountable, settled, inputs } = line;
  const { nameAr, discounted } = line;
  if (line.priceId === null) throw new RangeError(`pending line: ${description} is of no price`);
  return {
    kind,
    price: line.priceId,
    description,
    ...(nameAr && { name_ar: nameAr }),
    quantity: String(quantity),
    unit_minor: unitAmount && String(unitAmount.minor),
    amount_minor: String(amount.minor),
    start: period.start.toISOString(),
    end: period.end.toISOString(),
    discountable,
    settled: settled
      ? { discount_minor: String(settled.discount.minor), taxes: settled.taxes.map(storedTax) }
      : null,
    ...(discounted && { discounts: discounted.map(storedDiscount) }),
    inputs,
  };
}

/** As it was computed, in the currency of its subscription. */
export function readProration(stored: StoredProration, currency: string): PricedLine {
  const { kind, price, description, quantity, unit_minor, amount_minor, discountable, settled } = stored;
  return {
    kind,
    priceId: price,
    description,
    nameAr: stored.name_ar,
    quantity: BigInt(quantity),
    unitAmount: unit_minor === null ? null : money(BigInt(unit_minor), currency),
    amount: money(BigInt(amount_minor), currency),
    period: { start: new Date(stored.start), end: new Date(stored.end) },
    discountable,
    ...(settled && {
      settled: {
        discount: money(BigInt(settled.discount_minor), currency),
        taxes: settled.taxes.map((tax) => readTax(tax, currency)),
      },
    }),
    ...(stored.discounts && { discounted: stored.discounts.map((one) => readDiscount(one, currency)) }),
    inputs: stored.inputs,
  };
}
