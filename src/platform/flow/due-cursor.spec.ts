import fc from 'fast-check';
import { SystemClock } from '../clock/clock.js';
import type { TimeScope } from '../clock/time-scope.js';
import { DueCursor } from './due-cursor.js';

class StillClock extends SystemClock {
  ms = 0;
  override monotonicMs(): number {
    return this.ms;
  }
}

const REAL: TimeScope = { kind: 'real' };
const at = (second: number) => new Date(second * 1000);

/** A table of due instants, from which claims are taken in order. */
function table(due: number[]) {
  const asked: (Date | '-infinity')[] = [];
  const claim = async (limit: number, notBefore: Date | '-infinity') => {
    asked.push(notBefore);
    const from = notBefore === '-infinity' ? -Infinity : notBefore.getTime();
    due.sort((a, b) => a - b);
    const found = due.filter((second) => at(second).getTime() >= from).slice(0, limit);
    for (const second of found) due.splice(due.indexOf(second), 1);
    return found.map((second) => at(second));
  };
  return { due, asked, claim };
}

describe('a cursor over due rows', () => {
  it('goes on where the last full claim ended, and begins anew after a short one', async () => {
    const rows = table([1, 2, 3, 4, 5]);
    const cursor = new DueCursor(new StillClock());
    const claim = () => cursor.claim(REAL, 2, rows.claim, (row) => row);
    expect(await claim()).toEqual([at(1), at(2)]);
    expect(await claim()).toEqual([at(3), at(4)]);
    expect(await claim()).toEqual([at(5)]);
    expect(await claim()).toEqual([]);
    expect(rows.asked).toEqual(['-infinity', at(2), at(4), '-infinity']);
  });

  it('finds what became due before its place, at the latest when there is nothing behind it', async () => {
    const rows = table([5, 6]);
    const cursor = new DueCursor(new StillClock());
    const claim = () => cursor.claim(REAL, 2, rows.claim, (row) => row);
    await claim();
    rows.due.push(1);
    expect(await claim()).toEqual([at(1)]);
  });

  it('looks at everything now and then, however much there is behind it', async () => {
    const rows = table(Array.from({ length: 100 }, (_, i) => i + 10));
    const clock = new StillClock();
    const cursor = new DueCursor(clock);
    const claim = () => cursor.claim(REAL, 2, rows.claim, (row) => row);
    await claim();
    rows.due.push(1);
    expect(await claim()).toEqual([at(12), at(13)]);
    clock.ms += 31_000;
    expect(await claim()).toEqual([at(1), at(14)]);
  });

  it('always takes the work of a test clock from the front', async () => {
    const rows = table([1, 2, 3]);
    const cursor = new DueCursor(new StillClock());
    const scope: TimeScope = { kind: 'test_clock', merchantId: 7n };
    for (let i = 0; i < 3; i++) await cursor.claim(scope, 1, rows.claim, (row) => row);
    expect(new Set(rows.asked)).toEqual(new Set(['-infinity']));
  });

  it('passes nothing over when it is asked until it gives nothing', async () => {
    const steps = fc.array(fc.oneof(fc.nat(50), fc.constant('claim' as const)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (history, limit) => {
        const rows = table([]);
        const cursor = new DueCursor(new StillClock());
        const claim = () => cursor.claim(REAL, limit, rows.claim, (row) => row);
        for (const step of history) {
          if (step === 'claim') await claim();
          else rows.due.push(step);
        }
        while ((await claim()).length > 0);
        expect(rows.due).toEqual([]);
      }),
    );
  });
});
