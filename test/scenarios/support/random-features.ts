import type { Chance } from '../../support/chance.js';
import type { Invoice } from './billing.js';
import type { ChangeInvoice } from './life.js';

type Told = Pick<Invoice, 'total' | 'subtotal' | 'discount_total' | 'tax_total'>;

/** What a life has in it: each of it in about half of the lives, so that it is tried with and without the rest. */
export interface Features {
  tax: 'none' | 'on top' | 'contained';
  coupon: boolean;
  items: number;
  usage: boolean;
  lines: boolean;
  notes: boolean;
  intervals: boolean;
}

export function featuresOf(chance: Chance): Features {
  const half = () => chance.happens(0.5);
  return {
    tax: chance.pick(['none', 'on top', 'contained']),
    coupon: half(),
    items: chance.whole(1, 3),
    usage: half(),
    lines: half(),
    notes: half(),
    intervals: half(),
  };
}

/** An invoice is what was told of it: its sums, and each of its lines. */
export function told(made: Invoice, seen: ChangeInvoice): void {
  const sums = ({ total, subtotal, discount_total, tax_total }: Told) => ({
    total,
    subtotal,
    discount_total,
    tax_total,
  });
  const lines = (of: { lines: { description: string; amount: string; discount: string; total: string }[] }) =>
    of.lines.map(({ description, amount, discount, total }) => [description, amount, discount, total]);
  expect({ ...sums(made), lines: lines(made) }).toEqual({
    ...sums(seen as unknown as Told),
    lines: lines(seen as unknown as Invoice),
  });
}
