import fc from 'fast-check';
import { movesInOrder } from './moves-in-order.js';

const at = (hours: number): Date => new Date(hours * 3_600_000);

describe('what is planned for periods that are counted anew', () => {
  it('moves so that no two of a kind are ever at one time, whichever way each of them goes', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 8, maxLength: 8 });
    const inTime = times.map((all) => all.sort((a, b) => a - b).map(at));
    fc.assert(
      fc.property(inTime, inTime, (before, after) => {
        const moves = before.map((time, i) => ({ change: { at: time, name: i }, to: after[i]! }));
        const taken = new Set(before.map(Number));
        for (const { change, to } of movesInOrder(moves)) {
          taken.delete(+change.at);
          expect(taken).not.toContain(+to);
          taken.add(+to);
        }
        expect([...taken].sort((a, b) => a - b)).toEqual(after.map(Number));
      }),
    );
  });
});
