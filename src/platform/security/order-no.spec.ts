import fc from 'fast-check';
import { orderNo } from './order-no.js';

const anyText = fc.string({ minLength: 1, maxLength: 40 });
const anyPeriod = fc.oneof(fc.nat(100_000), fc.constant('setup'));
const anyTry = fc.integer({ min: 1, max: 999_999 });

describe('an order number', () => {
  it('is the same for the same subscription, period and try, so that it can be asked for when rows are lost', () => {
    expect(orderNo('secret', 'sub_1', 3, 1)).toBe('r1-bbjpq3syy3mhr2wop3o4hkj7ph-1');
    fc.assert(
      fc.property(anyText, anyText, anyPeriod, anyTry, (secret, subscription, period, n) => {
        expect(orderNo(secret, subscription, period, n)).toBe(orderNo(secret, subscription, period, n));
      }),
    );
  });

  it('fits the shortest limit among the gateways, 37 characters, and ends with the number of the try', () => {
    fc.assert(
      fc.property(anyText, anyText, anyPeriod, anyTry, (secret, subscription, period, n) => {
        const text = orderNo(secret, subscription, period, n);
        expect(text).toMatch(new RegExp(`^r1-[a-z2-7]{26}-${n}$`));
        expect(text.length).toBeLessThanOrEqual(37);
      }),
    );
  });

  it('is another for another secret, subscription, period or try', () => {
    const variants = [
      orderNo('secret', 'sub_1', 3, 1),
      orderNo('Secret', 'sub_1', 3, 1),
      orderNo('secret', 'sub_2', 3, 1),
      orderNo('secret', 'sub_1', 4, 1),
      orderNo('secret', 'sub_1', 'setup', 1),
      orderNo('secret', 'sub_1', 3, 2),
    ];
    // The tails differ by the try anyway; what must not be guessed is the middle.
    expect(new Set(variants.map((text) => text.slice(3, 29))).size).toBe(variants.length);
  });

  it('collides nowhere among the tries of many subscriptions', () => {
    const seen = new Set<string>();
    for (let s = 0; s < 100; s++) {
      for (let period = 0; period < 20; period++) {
        for (let n = 1; n <= 3; n++) seen.add(orderNo('secret', `sub_${s}`, period, n).slice(0, 29));
      }
    }
    expect(seen.size).toBe(6000);
  });
});
