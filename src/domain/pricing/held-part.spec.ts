import fc from 'fast-check';
import { seats } from '../../../test/support/seats.js';
import { heldOn } from '../change/held-on.js';
import { heldPart } from './held-part.js';
import { type BillableItem, priceItems } from './price-items.js';

const HOUR = 3_600_000;
const ZONE = 'Asia/Kuwait';
/** Begins of local days, at nine in the morning. */
const at = (day: number, hours = 0): Date => new Date(Date.UTC(2027, 0, 1, 6) + (day * 24 + hours) * HOUR);
const DAYS = 31;
const JANUARY = { start: at(0), end: at(DAYS) };

const fee = (minor: number, quantity: number): BillableItem =>
  seats(BigInt(minor), BigInt(quantity), {
    priceId: `price_${minor}`,
    billing: 'in_arrears',
    ended: JANUARY,
  });

describe('the time for which a fee was held', () => {
  const what = fc.record({ minor: fc.constantFrom(3100, 6201), quantity: fc.integer({ min: 1, max: 3 }) });
  const moves = fc.array(fc.record({ hour: fc.integer({ min: 0, max: DAYS * 24 - 1 }), to: fc.option(what) }), { maxLength: 6 }); // prettier-ignore

  it('costs each day once, at what was held at its end: counted day by day, whatever was changed and how often', () => {
    fc.assert(
      fc.property(what, moves, (first, unordered) => {
        const changes = [...unordered].sort((a, b) => a.hour - b.hour);
        let items = [fee(first.minor, first.quantity)];
        for (const { hour, to } of changes) {
          const after = to ? [fee(to.minor, to.quantity)] : [];
          items = heldOn(items, after, at(0, hour));
        }
        // What is held at the end of a day has that day.
        const held = Array.from({ length: DAYS }, (_, day) => {
          const endOfDay = day * 24 + 15;
          const last = changes.findLast(({ hour }) => hour < endOfDay);
          return last ? last.to : first;
        });
        const cost = held.reduce((sum, one) => sum + (one ? (one.minor * one.quantity) / DAYS : 0), 0);
        const lines = priceItems(items, null, ZONE);
        const billed = lines.reduce((sum, line) => sum + Number(line.amount.minor), 0);
        expect(Math.abs(billed - cost)).toBeLessThanOrEqual(0.5 * lines.length + 0.001);
        const days = lines.map(({ inputs }) => ('held' in inputs ? Number(inputs.held) : 'used' in inputs ? DAYS - Number(inputs.used) : DAYS)); // prettier-ignore
        expect(days.reduce((sum, one) => sum + one, 0)).toBe(held.filter((one) => one !== null).length);
      }),
    );
  });

  it('is nothing of a period before or after it, and all of one that it covers', () => {
    expect(heldPart(JANUARY, at(31), null)).toBeNull();
    expect(heldPart(JANUARY, null, at(0))).toBeNull();
    expect(heldPart(JANUARY, at(0), at(31))).toBe(JANUARY);
    // A request comes within a second, a period begins with one.
    expect(heldPart(JANUARY, new Date(at(0).getTime() + 700), null)).toBe(JANUARY);
    const rest = { start: at(15), end: at(31), partOf: JANUARY };
    expect(heldPart(rest, at(20), at(25))).toEqual({ start: at(20), end: at(25), partOf: JANUARY });
  });

  it('ends where the next period begins within the running one: what comes then is owed with that period only', () => {
    const [old, fresh, kept] = [fee(3100, 1), fee(6201, 1), fee(9000, 1)];
    const moment = new Date(at(10).getTime() + 700);
    const days = (items: BillableItem[]) => items.map(({ priceId, ended }) => [priceId, ended && [ended.start, ended.end]]); // prettier-ignore
    const items = heldOn([old, kept], [fresh, kept], moment, { isCut: true });
    const upTo = (priceId: string) => [priceId, [at(0), moment]];
    expect(days(items)).toEqual([['price_6201', null], upTo('price_9000'), upTo('price_3100')]);
    expect(heldOn([old, kept], items, moment, { isCut: true })).toEqual(items);
  });
});
