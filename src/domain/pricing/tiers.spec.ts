import fc from 'fast-check';
import { faultOfTiers } from './tiers.js';

const told = (...bounds: { from?: bigint; upTo: bigint | null }[]) => faultOfTiers(bounds);

describe('tiers', () => {
  it('begin where the one before ends; the last is without end', () => {
    expect(told({ upTo: null })).toBeNull();
    expect(told({ from: 1n, upTo: 10n }, { from: 11n, upTo: 20n }, { from: 21n, upTo: null })).toBeNull();
    expect(told({ upTo: 10n }, { upTo: 11n }, { upTo: null })).toBeNull();
  });

  it('are refused by the rule they break', () => {
    expect(told({ upTo: 10n }, { from: 10n, upTo: null })).toMatchObject({
      index: 1,
      part: 'from',
      message: 'overlaps the tier before; a tier begins where the one before ends, at 11',
    });
    expect(told({ upTo: 10n }, { from: 12n, upTo: null })!.message).toMatch(/^leaves a gap/);
    expect(told({ from: 0n, upTo: null })!.message).toMatch(/^overlaps/);
    expect(told({ upTo: 10n }, { upTo: 10n }, { upTo: null })).toMatchObject({ index: 1, part: 'up_to' });
    expect(told({ upTo: null }, { upTo: null })!.message).toBe('only the last tier is without end');
    expect(told({ upTo: 10n })!.message).toBe('the last tier must be without end: give null');
    expect(told()!.message).toBe('there must be at least one tier');
  });

  it('that are let through give every quantity exactly one tier', () => {
    const bound = fc.record(
      { from: fc.bigInt({ min: 0n, max: 12n }), upTo: fc.option(fc.bigInt({ min: 0n, max: 12n })) },
      { requiredKeys: ['upTo'] },
    );
    fc.assert(
      fc.property(fc.array(bound, { maxLength: 4 }), (bounds) => {
        if (faultOfTiers(bounds) !== null) return;
        for (let quantity = 1n; quantity <= 14n; quantity++) {
          const homes = bounds.filter(({ upTo }, i) => {
            const from = i === 0 ? 1n : bounds[i - 1]!.upTo! + 1n;
            return quantity >= (bounds[i]!.from ?? from) && (upTo === null || quantity <= upTo);
          });
          expect(homes).toHaveLength(1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
