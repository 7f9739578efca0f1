import fc from 'fast-check';
import { parsePercent, percentText } from './percent.js';

describe('percentages', () => {
  it.each([
    ['15', 150_000n],
    ['12.5', 125_000n],
    ['0.0001', 1n],
    ['100', 1_000_000n],
    ['0', 0n],
    ['7.0', 70_000n],
  ])('%s is %s millionths', (text, millionths) => {
    expect(parsePercent(text)).toBe(millionths);
  });

  it.each(['', '100.0001', '101', '-1', '+1', '1.', '.5', '01', '1.00001', '1e1', '١', ' 1', 'NaN'])(
    'refuses %j',
    (text) => expect(parsePercent(text)).toBeNull(),
  );

  it('are written as they are read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1_000_000n }), (millionths) => {
        expect(parsePercent(percentText(millionths))).toBe(millionths);
      }),
    );
  });
});
