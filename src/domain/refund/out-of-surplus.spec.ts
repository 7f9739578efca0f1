import fc from 'fast-check';
import { outOfSurplus } from './out-of-surplus.js';

describe('what goes of a surplus payment', () => {
  it('leaves what was set aside while that lasts, and what goes beyond it is a loss', () => {
    expect(outOfSurplus(9500n, 4000n, 4000n)).toEqual({ surplusMinor: 4000n, lossMinor: 0n });
    expect(outOfSurplus(9500n, 13_500n, 9500n)).toEqual({ surplusMinor: 5500n, lossMinor: 4000n });
    expect(outOfSurplus(9500n, 19_000n, 9500n)).toEqual({ surplusMinor: 0n, lossMinor: 9500n });
  });

  it('ends the loss first when it comes back, and is set aside again beyond that', () => {
    expect(outOfSurplus(9500n, 4000n, -9500n)).toEqual({ surplusMinor: -5500n, lossMinor: -4000n });
  });

  it('is all accounted for, in whatever order it goes and comes', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(-9500n, 9500n), { maxLength: 8 }), (moves) => {
        let [gone, surplus, loss] = [0n, 9500n, 0n];
        for (const minor of moves.filter((move) => move !== 0n)) {
          gone += minor;
          const out = outOfSurplus(9500n, gone, minor);
          expect(out.surplusMinor + out.lossMinor).toBe(minor);
          surplus -= out.surplusMinor;
          loss += out.lossMinor;
          expect([surplus < 0n, loss < 0n, surplus > 0n && loss > 0n]).toEqual([false, false, false]);
        }
        expect(surplus - loss).toBe(9500n - gone);
      }),
    );
  });
});
