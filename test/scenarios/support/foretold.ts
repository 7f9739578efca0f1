import type { World } from '../../support/world.js';
import { books } from './books.js';
import { proveTheEnd } from './proofs.js';

export interface Foretold {
  kind: string;
  bills_at: string;
  period_start: string;
  period_end: string;
  currency: string;
  total: string;
  balance_applied: string;
  amount_due: string;
  lines: { description: string; quantity: number; amount: string; discount: string; total: string }[];
}

export interface Forecast {
  until: string;
  data: Foretold[];
  end: { kind: string; at: string; reason: string } | null;
  stopped: { at: string; reason: string } | null;
}

export function foretell(world: World, id: string, months: number): Promise<Forecast> {
  return world.get<Forecast>(`/v1/subscriptions/${id}/forecast?months=${months}`);
}

/** Waits for all that is foretold, and for as long after it as was looked ahead. */
export async function proveTrue(world: World, { data, until }: Forecast): Promise<void> {
  const before = (await books(world)).invoices.length;
  for (let at = (await world.now()).getTime(); at < Date.parse(until);) {
    at = Math.min(Date.parse(until), at + 700 * 86_400_000);
    await world.advanceTo(new Date(at));
  }
  const happened = (await world.engine.sql<{ at: Date; start: Date; end: Date; total: bigint; lines: unknown[] }>(
    `SELECT i.created_at AS at, i.period_start AS start, i.period_end AS "end", i.total_minor AS total,
       coalesce((SELECT json_agg(json_build_array(l.description, l.quantity, l.amount_minor, l.discount_minor,
          l.amount_minor - l.discount_minor + l.tax_added_minor) ORDER BY l.position)
        FROM invoice_lines l WHERE l.merchant_id = i.merchant_id AND l.invoice_id = i.id), '[]') AS lines
     FROM invoices i WHERE i.merchant_id = $1 ORDER BY i.id`,
    [world.merchant.id],
  )).slice(before); // prettier-ignore
  const minor = (amount: string) => Number(amount.replace('.', ''));
  expect(
    happened.map(({ at, start, end, total, lines }) => [
      ...[at, start, end].map((one) => one.toISOString()),
      Number(total),
      lines,
    ]),
  ).toEqual(
    data.map(({ bills_at, period_start, period_end, total, lines }) => [
      bills_at,
      period_start,
      period_end,
      minor(total),
      lines.map(({ description, quantity, amount, discount, total: of }) => [
        description,
        quantity,
        ...[amount, discount, of].map(minor),
      ]),
    ]),
  );
  await proveTheEnd(world);
}
