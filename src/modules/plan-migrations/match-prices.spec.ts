import fc from 'fast-check';
import { type Matchable, matchPrices } from './match-prices.js';

const price = (publicId: string, over: Partial<Matchable> = {}): Matchable => ({
  publicId,
  currency: 'KWD',
  intervalUnit: 'month',
  intervalCount: 1,
  billing: 'in_advance',
  usageAggregation: null,
  model: 'per_unit',
  nickname: null,
  ...over,
});

describe('matchPrices', () => {
  it('takes the only one that is paid alike, whatever its model and name', () => {
    const others = [
      price('b', { model: 'flat', nickname: 'New' }),
      price('c', { currency: 'USD' }),
      price('d', { intervalUnit: 'year' }),
      price('e', { billing: 'in_arrears' }),
    ];
    expect(matchPrices([price('a', { nickname: 'Old' })], others)).toEqual({
      pairs: [{ from: 'a', to: 'b' }],
      faults: [],
    });
  });

  it('of several the one of the same nickname, and before that of the same model', () => {
    const others = [price('b', { model: 'flat', nickname: 'Seats' }), price('c', { nickname: 'Base' })];
    expect(matchPrices([price('a', { nickname: 'Seats' })], others).pairs).toEqual([{ from: 'a', to: 'b' }]);
    expect(matchPrices([price('a')], others).pairs).toEqual([{ from: 'a', to: 'c' }]);
  });

  it('guesses nothing: none and several are told, each by its price', () => {
    const others = [price('b'), price('c')];
    expect(matchPrices([price('a'), price('x', { currency: 'USD', nickname: 'Dollars' })], others)).toEqual({
      pairs: [],
      faults: [
        'a has several counterparts: b, c',
        'x (Dollars) has no counterpart in USD with its interval and way of billing',
      ],
    });
  });

  it('never pairs two that are not paid alike, and speaks of every price once', () => {
    const some = fc.array(
      fc.record({
        currency: fc.constantFrom('KWD', 'USD'),
        intervalUnit: fc.constantFrom('month' as const, 'year' as const),
        billing: fc.constantFrom('in_advance' as const, 'in_arrears' as const),
        model: fc.constantFrom('flat' as const, 'per_unit' as const),
        nickname: fc.constantFrom(null, 'A', 'B'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, some, (before, after) => {
        const [from, to] = [
          before.map((one, i) => price(`f${i}`, one)),
          after.map((one, i) => price(`t${i}`, one)),
        ];
        const { pairs, faults } = matchPrices(from, to);
        expect(pairs.length + faults.length).toBe(from.length);
        for (const pair of pairs) {
          const [a, b] = [
            from.find((p) => p.publicId === pair.from)!,
            to.find((p) => p.publicId === pair.to)!,
          ];
          const paid = ({ currency, intervalUnit, billing }: Matchable) => [currency, intervalUnit, billing];
          expect(paid(b)).toEqual(paid(a));
        }
      }),
    );
  });
});
