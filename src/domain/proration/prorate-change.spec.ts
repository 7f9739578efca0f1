import fc from 'fast-check';
import { daysCrossedOff } from '../../../test/support/proration-model.js';
import { charged, invoice, item, on, PERIOD, VAT, ZONE } from '../../../test/support/proration-case.js';
import { type InvoiceLineDraft } from '../invoice/build-invoice.js';
import { explainLine } from '../invoice/explain-line.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { add, formatAmount, subtract } from '../money/money.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { ChargedLine, Moment } from './credit-unused.js';
import { isPaidTogether, prorateChange } from './prorate-change.js';

describe('a change', () => {
  const BEFORE = [item('price_pro', 9_500n), item('price_seat', 1_250n, 3n)];
  const lines = invoice(priceItems(BEFORE, PERIOD, ZONE)).lines.map((line) => charged(line));
  const change = (after: BillableItem[], moment: Moment) =>
    prorateChange({ before: BEFORE, after, charged: lines, whole: priceItems(after, PERIOD, ZONE) }, moment);
  const told = (found: PricedLine[]) =>
    found.map(({ priceId, quantity, amount }) => `${String(priceId)} × ${quantity}: ${formatAmount(amount)}`);

  it('of the plan credits the old one and charges the new one for the same days', () => {
    expect(told(change([item('price_max', 20_000n), BEFORE[1]!], on(16)))).toEqual([
      'price_pro × 1: -4.903',
      'price_max × 1: 10.323',
    ]);
  });

  it('of a quantity credits all of it and charges all of it anew', () => {
    expect(told(change([BEFORE[0]!, item('price_seat', 1_250n, 5n)], on(16)))).toEqual([
      'price_seat × 3: -1.935',
      'price_seat × 5: 3.226',
    ]);
  });

  it('that adds or removes an item touches no other', () => {
    expect(told(change([BEFORE[0]!], on(16)))).toEqual(['price_seat × 3: -1.935']);
    expect(told(change([...BEFORE, item('price_extra', 500n)], on(16)))).toEqual(['price_extra × 1: 0.258']);
    expect(change(BEFORE, on(16))).toEqual([]);
  });

  it('says of what it charges what the whole would cost', () => {
    const [, rest] = change([item('price_max', 20_000n), BEFORE[1]!], on(31));
    expect(explainLine(rest!)).toBe(
      'price_max: 1 at price price_max cost 20.000 KWD for the whole period; 30 of 31 days were over on 31 January ' +
        '2027, which leaves 0.032258065 of it; rounded half up, for 31 January 2027 up to but not including ' +
        '1 February 2027 (Asia/Kuwait).',
    );
  });

  it('after change never gives back more than was charged, and costs what each day cost, within the rounding', () => {
    const step = fc.record({
      day: fc.integer({ min: 1, max: 31 }),
      quantity: fc.bigInt({ min: 1n, max: 50n }),
    });
    const facts = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 12 }),
      tax: fc.constantFrom(null, VAT(true), VAT(false)),
    });
    fc.assert(
      fc.property(facts, ({ steps, tax }) => {
        const inOrder = [...steps].sort((a, b) => a.day - b.day);
        let current = item('p', 3_333n, 3n);
        let [cover] = invoice(priceItems([current], PERIOD, ZONE), tax).lines.map((line) => charged(line));
        let kept = cover!.total;
        for (const { day, quantity } of inOrder) {
          if (quantity === current.quantity) continue;
          const after = { ...current, quantity };
          const whole = priceItems([after], PERIOD, ZONE);
          const found = prorateChange(
            { before: [current], after: [after], charged: [cover!], whole },
            on(day),
          );
          const made = invoice(found, tax);
          kept = subtract(add(kept, made.total), made.creditToBalance);
          expect(kept.minor >= 0n).toBe(true);
          cover = charged(made.lines.find(({ amount }) => amount.minor > 0n)!);
          current = after;
        }
        if (tax !== null) return;
        // Day by day: whoever held so many on a day owes a 31st part of their price for it.
        let exact = 0n;
        for (let day = 1; day <= 31; day++) {
          const held = inOrder.filter((change) => change.day <= day).at(-1)?.quantity ?? 3n;
          exact += held * 3_333n;
        }
        const off = kept.minor * 31n - exact;
        expect((off < 0n ? -off : off) <= 31n * BigInt(steps.length + 1)).toBe(true);
      }),
    );
  });

  it('to something free charges nothing for it', () => {
    expect(told(change([item('price_free', 0n), BEFORE[1]!], on(16)))).toEqual(['price_pro × 1: -4.903']);
  });
});

describe('a change after one that was not shared', () => {
  const [a, b, c, d] = [item('a', 10_000n), item('b', 20_000n), item('c', 31_000n), item('d', 6_200n)];
  const pay = (items: BillableItem[]) => invoice(priceItems(items, PERIOD, ZONE)).lines.map((line) => charged(line)); // prettier-ignore
  const facts = (paid: BillableItem[], before: BillableItem[], after: BillableItem[]) => ({
    before,
    after,
    charged: pay(paid),
    whole: priceItems(after, PERIOD, ZONE),
  });
  const told = (...[paid, before, after]: Parameters<typeof facts>) =>
    prorateChange(facts(paid, before, after), on(22)).map(({ priceId, amount }) => `${priceId} ${formatAmount(amount)}`); // prettier-ignore
  const together = (...[paid, before, after]: Parameters<typeof facts>) =>
    isPaidTogether(facts(paid, before, after), priceItems(before, PERIOD, ZONE));

  it('credits what was really charged, also when it is not held any more: no day is charged twice', () => {
    expect(told([a], [b], [c])).toEqual(['a -3.226', 'c 10.000']);
    // More of the one, and back to what was paid for.
    expect(told([a], [b], [{ ...b, quantity: 2n }])).toEqual(['a -3.226', 'b 12.903']);
    expect(told([a], [b], [a])).toEqual(['a -3.226', 'a 3.226']);
    // Another interval cuts the period off: what begins is billed as a period of its own.
    expect(told([a], [b], [])).toEqual(['a -3.226']);
  });

  it('leaves it to what took its place for as long as that stays, so that nothing is had for nothing', () => {
    expect(told([a], [b], [b, d])).toEqual(['d 2.000']);
    expect(told([a, d], [b, d], [b])).toEqual(['d -2.000']);
    // What is free needs no payment of another.
    const free = item('free', 0n);
    expect(told([a], [b, free], [c, free])).toEqual(['a -3.226', 'c 10.000']);
  });

  it('cannot be shared when it takes away a part of what was paid for together', () => {
    expect(together([a], [b, d], [c, d])).toBe(true);
    expect(together([a], [b, d], [c])).toBe(false);
    expect(together([a], [b, d], [b, d, c])).toBe(false);
    expect(together([a, d], [b, d], [c, d])).toBe(false);
    expect(together([a], [b, item('free', 0n)], [b])).toBe(false);
    expect(together([a], [b, d], [])).toBe(false);
  });

  it('whatever came before, costs from its day on what is had from then on, and before it what was paid', () => {
    const held = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.bigInt({ min: 1n, max: 3n }), { minKeys: 1 }); // prettier-ignore
    const step = fc.record({ day: fc.integer({ min: 1, max: 31 }), held, isShared: fc.boolean() });
    const each: Record<string, bigint> = { a: 3_333n, b: 9_999n, c: 777n };
    const itemsOf = (quantities: Record<string, bigint>) =>
      Object.entries(quantities).map(([id, quantity]) => item(id, each[id]!, quantity));
    fc.assert(
      fc.property(
        held,
        fc.array(step, { maxLength: 6 }),
        fc.integer({ min: 1, max: 31 }),
        (first, steps, last) => {
          // prettier-ignore
          const inOrder = steps.filter(({ day }) => day <= last).sort((x, y) => x.day - y.day);
          // As a merchant's book: a page for each line that was paid, from its day to the one on which it was given back.
          const book: { line: ChargedLine; from: number; to: number | null }[] = [];
          let [have, kept] = [itemsOf(first), 0n];
          const enter = (lines: readonly InvoiceLineDraft[], day: number) => {
            for (const line of lines.filter(({ amount }) => amount.minor > 0n))
              book.push({ line: { ...charged(line), id: `line_${book.length}` }, from: day, to: null });
          };
          const begun = invoice(priceItems(have, PERIOD, ZONE));
          enter(begun.lines, 1);
          kept += begun.total.minor;
          const share = (after: BillableItem[], day: number) => {
            const open = book.filter(({ to }) => to === null);
            const paid = new Map(open.map(({ line }) => [line.priceId, line]));
            const change = { before: have, after, charged: [...paid.values()], whole: priceItems(after, PERIOD, ZONE) }; // prettier-ignore
            if (isPaidTogether(change, priceItems(have, PERIOD, ZONE))) return;
            const found = prorateChange(change, on(day));
            const made = invoice(found);
            kept += made.total.minor - made.creditToBalance.minor;
            for (const { inputs } of found)
              if (inputs.rule === 'proration_credit')
                book.find(({ line }) => line.id === inputs.original_line)!.to = day;
            enter(made.lines, day);
            have = after;
          };
          for (const { day, held: wanted, isShared } of inOrder) {
            if (isShared) share(itemsOf(wanted), day);
            else have = itemsOf(wanted);
          }
          share([d], last);
          // By hand, in 31sts: each page for the days on which it lay open, and the new one for the days that are left.
          const days = daysCrossedOff(on(last).at, PERIOD.end, ZONE);
          const fresh = 6_200n * BigInt(days) * 31n;
          let exact = fresh;
          for (const { line, from, to } of book.slice(0, -1)) {
            expect(to).not.toBeNull();
            const length = BigInt(32 - from);
            exact += ((line.total.minor * BigInt(to! - from)) / length) * 961n;
          }
          const off = kept * 961n - exact;
          expect((off < 0n ? -off : off) <= 961n * 2n * BigInt(book.length + 1)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
