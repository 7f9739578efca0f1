import { figure, table } from './table.js';

describe('table', () => {
  it('aligns text to the left and figures to the right', () => {
    expect(
      table(
        ['who', 'each'],
        [
          ['engine', 5],
          ['a', 1234],
        ],
      ),
    ).toBe('  who     each\n  engine     5\n  a       1234');
  });
});

describe('figure', () => {
  it('keeps three figures that count, and no digit of a large number is invented', () => {
    expect([1234.5, 123.45, 12.345, 1.2345, 0.12345, 0.00012345, 0].map(figure)).toEqual([
      '1235',
      '123',
      '12.3',
      '1.23',
      '0.123',
      '0.000',
      '0',
    ]);
    expect(figure(NaN)).toBe('-');
  });
});
