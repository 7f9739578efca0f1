import fc from 'fast-check';
import { currencyDigits, isCurrency } from './currency.js';
import {
  add,
  compare,
  equals,
  formatAmount,
  isPositive,
  isZero,
  MAX_MINOR,
  type Money,
  money,
  MoneyError,
  type MoneyErrorCode,
  multiply,
  negate,
  parseMoney,
  subtract,
  sum,
  zero,
} from './money.js';

const minors = fc.bigInt({ min: -MAX_MINOR, max: MAX_MINOR });
const currencies = fc.constantFrom(
  'KWD',
  'BHD',
  'OMR',
  'IQD',
  'JOD',
  'LYD',
  'TND',
  'USD',
  'SAR',
  'JPY',
  'KRW',
  'XOF',
);

function refusal(act: () => unknown): MoneyErrorCode {
  try {
    act();
  } catch (error) {
    if (error instanceof MoneyError) return error.code;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('currencies', () => {
  it.each([
    ['KWD', 3],
    ['BHD', 3],
    ['OMR', 3],
    ['IQD', 3],
    ['JOD', 3],
    ['LYD', 3],
    ['TND', 3],
    ['USD', 2],
    ['SAR', 2],
    ['EGP', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['XOF', 0],
    ['XCD', 2],
  ])('%s has %i digits', (code, digits) => {
    expect(currencyDigits(code)).toBe(digits);
  });

  it.each([
    'XXX',
    'XTS',
    'XAU',
    'XDR',
    'CLF',
    'UYW',
    'UYI',
    'USN',
    'CHE',
    'kwd',
    'KW',
    '',
    'KWDX',
    'toString',
  ])('%s is no money', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(refusal(() => currencyDigits(code))).toBe('unknown_currency');
  });
});

describe('reading amounts', () => {
  it.each([
    ['9.5', 'KWD', 9500n],
    ['9.500', 'KWD', 9500n],
    ['12', 'KWD', 12000n],
    ['0', 'KWD', 0n],
    ['-0.001', 'KWD', -1n],
    ['-0', 'USD', 0n],
    ['1200', 'JPY', 1200n],
    ['0.01', 'USD', 1n],
    ['1000000000000.000', 'KWD', MAX_MINOR],
  ])('%s %s', (amount, currency, minor) => {
    expect(parseMoney(amount, currency)).toEqual({ minor, currency });
  });

  it.each([
    '',
    ' 9',
    '9 ',
    '9.',
    '.5',
    '+9',
    '--9',
    '-',
    '1e3',
    '1,000',
    '1_000',
    '0x10',
    '09',
    '00',
    '9.5.0',
    'NaN',
    'Infinity',
    '٩',
    '９',
    '9\n',
    '9'.repeat(40),
    '9,5',
  ])('refuses %j as malformed', (amount) => {
    expect(refusal(() => parseMoney(amount, 'KWD'))).toBe('malformed_amount');
  });

  it('refuses what is not text', () => {
    for (const wrong of [9.5, null, undefined, {}, ['9']]) {
      expect(refusal(() => parseMoney(wrong as string, 'KWD'))).toBe('malformed_amount');
    }
  });

  it('refuses more digits than the currency has, zeros too', () => {
    expect(refusal(() => parseMoney('9.5001', 'KWD'))).toBe('too_many_digits');
    expect(refusal(() => parseMoney('9.5000', 'KWD'))).toBe('too_many_digits');
    expect(refusal(() => parseMoney('12.0', 'JPY'))).toBe('too_many_digits');
  });

  it('refuses what is beyond the bound, also as a result', () => {
    expect(refusal(() => parseMoney('1000000000000.001', 'KWD'))).toBe('out_of_range');
    expect(refusal(() => multiply(money(MAX_MINOR, 'KWD'), 2n))).toBe('out_of_range');
    expect(refusal(() => add(money(MAX_MINOR, 'KWD'), money(1n, 'KWD')))).toBe('out_of_range');
  });

  it('quotes the input and says what is allowed, and never repeats a megabyte', () => {
    expect(() => parseMoney('9.5001', 'KWD')).toThrow(
      'got "9.5001"; allowed is at most 3 digits after the point',
    );
    expect(() => parseMoney('9.5', 'JPY')).toThrow('such as "12"');
    expect(() => parseMoney('x'.repeat(1_000_000), 'KWD')).toThrow(/^.{1,200}$/);
  });

  it('is the inverse of writing them', () => {
    fc.assert(
      fc.property(minors, currencies, (minor, currency) => {
        const m = money(minor, currency);
        expect(parseMoney(formatAmount(m), currency)).toEqual(m);
      }),
    );
  });

  it.each([
    [9500n, 'KWD', '9.500'],
    [-1n, 'KWD', '-0.001'],
    [0n, 'KWD', '0.000'],
    [5n, 'USD', '0.05'],
    [1200n, 'JPY', '1200'],
  ])('writes exactly the digits of the currency: %s %s is %s', (minor, currency, text) => {
    expect(formatAmount(money(minor, currency))).toBe(text);
  });
});

describe('arithmetic', () => {
  const kwd = (minor: bigint): Money => money(minor, 'KWD');

  it('adds, subtracts, multiplies, compares exactly', () => {
    expect(add(kwd(1n), kwd(2n))).toEqual(kwd(3n));
    expect(subtract(kwd(1n), kwd(2n))).toEqual(kwd(-1n));
    expect(negate(kwd(5n))).toEqual(kwd(-5n));
    expect(multiply(kwd(9500n), 3n)).toEqual(kwd(28500n));
    expect(sum([], 'KWD')).toEqual(zero('KWD'));
    expect(sum([kwd(1n), kwd(2n), kwd(3n)], 'KWD')).toEqual(kwd(6n));
    expect([compare(kwd(1n), kwd(2n)), compare(kwd(2n), kwd(2n)), compare(kwd(3n), kwd(2n))]).toEqual([
      -1, 0, 1,
    ]);
    expect([isZero(kwd(0n)), isPositive(kwd(0n)), isPositive(kwd(1n)), isPositive(kwd(-1n))]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('multiplies as if it were added so many times, also where a float would lose a unit', () => {
    // 0.29 × 3 × 100 is 86.99999999999999 in floats.
    expect(multiply(money(29n, 'USD'), 3n)).toEqual(money(87n, 'USD'));
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.nat(200), (minor, times) => {
        const added = sum(Array<Money>(times).fill(kwd(minor)), 'KWD');
        expect(multiply(kwd(minor), BigInt(times))).toEqual(added);
      }),
    );
  });

  it('never mixes currencies', () => {
    const usd = money(1n, 'USD');
    for (const act of [add, subtract, compare]) {
      expect(refusal(() => act(kwd(1n), usd))).toBe('currency_mismatch');
    }
    expect(refusal(() => sum([usd], 'KWD'))).toBe('currency_mismatch');
    expect(equals(kwd(1n), usd)).toBe(false);
  });
});
