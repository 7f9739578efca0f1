import type { Chance } from '../../support/chance.js';
import type { World } from '../../support/world.js';
import type { Foretold } from './foretold.js';
import { scheduled } from './life.js';
import { saidOf, type Foretold as ForetoldTotals } from './previews.js';
import { invoicesOfLife, type Periodic } from './random-previews.js';

const DAY = 86_400_000;

interface WithLines {
  period_start: string;
  period_end: string;
  lines: { description: string; amount: string }[];
}

/**
 * Something is planned for a date up to some periods ahead, and what comes until well after it is what the forecast said,
 * line by line. How many came: none where it was refused, or a payment is open, of which the forecast takes it that it
 * succeeds.
 */
export async function planThenWait(world: World, id: string, chance: Chance, item: object): Promise<number> {
  const path = `/v1/subscriptions/${id}`;
  for (const one of await scheduled(world, id))
    await world.call('DELETE', `${path}/scheduled-changes/${one.id}`);
  const soon = (await world.now()).getTime() + chance.whole(1, 75) * DAY + chance.whole(0, 80_000) * 1000;
  const dated = { when: 'date', at: new Date(soon).toISOString() };
  const isCancel = chance.happens(0.15);
  const proration = chance.pick(['day', 'second', 'none', 'next_invoice']);
  const body = isCancel ? { ...dated, credit: true } : { ...dated, items: [item], proration };
  const made = await world.call('POST', `${path}/${isCancel ? 'cancel' : 'change'}`, body);
  expect([200, 409, 422]).toContain(made.status);
  if (made.status !== 200) return 0;
  const older = await invoicesOfLife(world, id);
  if (older.some(({ status }) => status === 'open' || status === 'draft')) return 0;
  const { data } = await world.get<{ data: (Foretold & ForetoldTotals)[] }>(`${path}/forecast?months=5`);
  await world.advanceTo(new Date(soon + 35 * DAY));
  const now = (await world.now()).toISOString();
  const expected = data.filter(({ bills_at }) => bills_at <= now);
  const come = (await invoicesOfLife(world, id)).filter((one) => !older.some((old) => old.id === one.id));
  const fresh = await Promise.all(
    come.reverse().map((one) => world.get<Periodic & WithLines>(`/v1/invoices/${one.id}`)),
  );
  expect({ body, fresh: fresh.map((one) => [...saidOf(one), ...inFull(one)]) }).toEqual({
    body,
    fresh: expected.map((one) => [...saidOf(one), ...inFull(one)]),
  });
  return expected.length;
}

function inFull({ period_start, period_end, lines }: WithLines): string[] {
  return [period_start, period_end, ...lines.map(({ description, amount }) => `${description} ${amount}`)];
}
