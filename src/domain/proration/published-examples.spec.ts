import { readFileSync } from 'node:fs';
import { type Held, type PublishedProration, rowOf } from '../../../test/support/published-proration.js';
import { PUBLISHED } from '../../../test/support/published-prorations.js';
import { seats } from '../../../test/support/seats.js';
import { formatAmount, money, zero } from '../money/money.js';
import { priceItems } from '../pricing/price-items.js';
import type { ChargedLine } from './credit-unused.js';
import { prorateChange } from './prorate-change.js';
import type { ProrationUnit } from './share.js';

const none = zero('USD');
const itemOf = ({ price, quantity = 1n }: Held) => ({ priceId: price, quantity });

function chargedLine({ price, minor, quantity = 1n }: Held, start: Date, end: Date): ChargedLine {
  const total = money(minor * quantity, 'USD');
  return {
    ...itemOf({ price, minor, quantity }),
    id: `line_${price}`,
    description: price,
    period: { start, end },
    discount: none,
    taxableAmount: total,
    taxes: [],
    total,
    discounts: [],
    creditedBefore: none,
  };
}

function amounts(example: PublishedProration, unit: ProrationUnit): string[] {
  const [start, end, at] = [example.start, example.end, example.at].map((text) => new Date(text)) as [
    Date,
    Date,
    Date,
  ];
  const charged = (example.charged ?? example.before).map((held) =>
    chargedLine(held, held.from === undefined ? start : new Date(held.from), end),
  );
  const items = example.after.map(({ price, minor, quantity = 1n }) =>
    seats(money(minor, 'USD'), quantity, { priceId: price, description: price }),
  );
  const whole = priceItems(items, { start, end }, 'UTC');
  const facts = { before: example.before.map(itemOf), after: example.after.map(itemOf), charged, whole };
  return prorateChange(facts, { at, unit, timeZone: 'UTC' }).map(({ amount }) => formatAmount(amount));
}

describe('what others publish, under our rules', () => {
  it.each(PUBLISHED.map((example) => [`${example.source}: ${example.what}`, example] as const))(
    '%s',
    (_, example) => {
      expect({ day: amounts(example, 'day'), second: amounts(example, 'second') }).toEqual({
        day: example.day,
        second: example.second,
      });
      // What is told to be the same is the same, by day or by second; and only that.
      const isSame = [example.day, example.second].map(String).includes(String(example.theirs));
      expect(/^The same|^By seconds the same|Stripe counts seconds/.test(example.why)).toBe(isSame);
    },
  );

  it('stands in docs/proration-compared.md as it comes out here', () => {
    const page = readFileSync('docs/proration-compared.md', 'utf8').replace(/ +/g, ' ');
    const rows = page.split('\n').filter((line) => /^\| (Stripe|Kill Bill), /.test(line));
    expect(rows).toEqual(PUBLISHED.map(rowOf));
  });
});
