import fc from 'fast-check';
import { formatAmount } from '../money/money.js';
import { type PriceModel, priceQuantity } from './price-model.js';
import type { Tier } from './tiers.js';
import { formatUnitAmount, parseUnitAmount } from './unit-amount.js';

const kwd = (text: string) => parseUnitAmount(text, 'KWD');
const tier = (upTo: bigint | null, unit: string, flat = '0'): Tier => ({
  upTo,
  unitAmount: kwd(unit),
  flatAmount: kwd(flat),
});
const TIERS = [tier(1000n, '0.010'), tier(5000n, '0.005', '1.000'), tier(null, '0.0015')];
const cost = (model: PriceModel, quantity: bigint) => formatAmount(priceQuantity(model, quantity).amount);

describe('what a quantity costs', () => {
  it('is the same for any quantity when it is flat', () => {
    const flat: PriceModel = { kind: 'flat', amount: kwd('25') };
    expect([1n, 7n, 10n ** 9n].map((quantity) => cost(flat, quantity))).toEqual([
      '25.000',
      '25.000',
      '25.000',
    ]);
  });

  it('may be finer for each unit than any coin, and is rounded half up once for the line', () => {
    const fine: PriceModel = { kind: 'per_unit', unitAmount: kwd('0.0005') };
    expect(cost(fine, 1n)).toBe('0.001');
    expect(cost(fine, 3n)).toBe('0.002');
    expect(cost(fine, 1_000_000n)).toBe('500.000');
    expect(priceQuantity(fine, 3n).rounding).toBe('half_up');
    expect(priceQuantity(fine, 2n).rounding).toBe('none');
  });

  it('follows each unit into its tier when it is graduated, with the fee of each tier that is reached', () => {
    const graduated: PriceModel = { kind: 'graduated', currency: 'KWD', tiers: TIERS };
    expect(cost(graduated, 1000n)).toBe('10.000');
    expect(cost(graduated, 1001n)).toBe('11.005');
    expect(cost(graduated, 5000n)).toBe('31.000');
    expect(cost(graduated, 5001n)).toBe('31.002');
  });

  it('is that of one tier for all units when it is by volume', () => {
    const volume: PriceModel = { kind: 'volume', currency: 'KWD', tiers: TIERS };
    expect(cost(volume, 1000n)).toBe('10.000');
    expect(cost(volume, 1001n)).toBe('6.005');
    expect(cost(volume, 5001n)).toBe('7.502');
  });

  it('counts a package that is begun', () => {
    const packs: PriceModel = { kind: 'package', packageAmount: kwd('5'), packageSize: 100n };
    expect([1n, 100n, 101n, 200n].map((quantity) => cost(packs, quantity))).toEqual([
      '5.000',
      '5.000',
      '10.000',
      '10.000',
    ]);
  });

  it('is nothing for nothing, in every model', () => {
    const models: PriceModel[] = [
      { kind: 'flat', amount: kwd('1') },
      { kind: 'per_unit', unitAmount: kwd('1') },
      { kind: 'package', packageAmount: kwd('1'), packageSize: 10n },
      { kind: 'graduated', currency: 'KWD', tiers: [tier(null, '1', '1')] },
      { kind: 'volume', currency: 'KWD', tiers: [tier(null, '1', '1')] },
    ];
    expect(models.map((model) => cost(model, 0n))).toEqual(Array(5).fill('0.000'));
    expect(() => priceQuantity(models[0]!, -1n)).toThrow('quantity is -1; allowed is 0 or more');
  });
});

/** The same, told unit by unit on decimal texts: slow, and written without looking at the other. */
describe('an accountant with a pencil comes to the same amount', () => {
  const CURRENCIES = { KWD: 3, USD: 2, JPY: 0 } as const;
  const currency = fc.constantFrom(...(Object.keys(CURRENCIES) as (keyof typeof CURRENCIES)[]));
  const unitText = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(9, '0')}`);

  /** Adds decimal texts of nine digits, column by column. */
  function plus(a: string, b: string): string {
    const [x, y] = [a, b].map((text) => [...text.replace('.', '')].reverse().map(Number)) as [
      number[],
      number[],
    ];
    const out: number[] = [];
    let carry = 0;
    for (let i = 0; i < Math.max(x.length, y.length) || carry > 0; i++) {
      const column = (x[i] ?? 0) + (y[i] ?? 0) + carry;
      out.push(column % 10);
      carry = column >= 10 ? 1 : 0;
    }
    while (out.length < 10) out.push(0);
    const digits = out.reverse().join('');
    return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
  }

  /** Cuts the text at `digits` and carries one when what was cut begins with 5 or more. */
  function cutHalfUp(text: string, digits: number): string {
    const point = text.indexOf('.');
    const cut = text[point + 1 + digits] ?? '0';
    const kept = `${text.slice(0, point + 1 + digits)}`.padEnd(point + 10, '0');
    const up = cut >= '5' ? plus(kept, `0.${'1'.padStart(digits, '0').padEnd(9, '0')}`) : kept;
    const one = digits === 0 && cut >= '5' ? plus(kept, '1.000000000') : up;
    const [whole = '', fraction = ''] = one.split('.');
    const plain = whole.replace(/^0+(?=\d)/, '');
    return digits === 0 ? plain : `${plain}.${fraction.slice(0, digits)}`;
  }

  interface SlowTier {
    size: number;
    unit: string;
    fee: string;
  }
  const tierList = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 12 }), unit: unitText, fee: unitText }),
    { minLength: 1, maxLength: 4 },
  );

  const quickTiers = (list: SlowTier[], code: string): Tier[] => {
    let end = 0;
    return list.map(({ size, unit, fee }, i) => {
      end += size;
      return {
        upTo: i === list.length - 1 ? null : BigInt(end),
        unitAmount: parseUnitAmount(unit, code),
        flatAmount: parseUnitAmount(fee, code),
      };
    });
  };

  /** In which tier the n-th unit lies. */
  const tierOfUnit = (list: SlowTier[], n: number): number => {
    let room = 0;
    for (let i = 0; i < list.length - 1; i++) {
      room += list[i]!.size;
      if (n <= room) return i;
    }
    return list.length - 1;
  };

  const quantities = fc.integer({ min: 0, max: 60 });
  const check = (model: PriceModel, quantity: number, slow: string, code: keyof typeof CURRENCIES) =>
    expect(cost(model, BigInt(quantity))).toBe(cutHalfUp(slow, CURRENCIES[code]));

  it('for prices of one unit', () => {
    fc.assert(
      fc.property(currency, unitText, quantities, (code, unit, quantity) => {
        let slow = '0.000000000';
        for (let n = 1; n <= quantity; n++) slow = plus(slow, unit);
        check({ kind: 'per_unit', unitAmount: parseUnitAmount(unit, code) }, quantity, slow, code);
      }),
    );
  });

  it('for graduated prices', () => {
    fc.assert(
      fc.property(currency, tierList, quantities, (code, list, quantity) => {
        let slow = '0.000000000';
        let before = -1;
        for (let n = 1; n <= quantity; n++) {
          const at = tierOfUnit(list, n);
          if (at !== before) slow = plus(slow, list[at]!.fee);
          slow = plus(slow, list[at]!.unit);
          before = at;
        }
        check({ kind: 'graduated', currency: code, tiers: quickTiers(list, code) }, quantity, slow, code);
      }),
    );
  });

  it('for prices by volume', () => {
    fc.assert(
      fc.property(currency, tierList, quantities, (code, list, quantity) => {
        let slow = '0.000000000';
        const reached = list[tierOfUnit(list, quantity)]!;
        for (let n = 1; n <= quantity; n++) slow = plus(slow, reached.unit);
        if (quantity > 0) slow = plus(slow, reached.fee);
        check({ kind: 'volume', currency: code, tiers: quickTiers(list, code) }, quantity, slow, code);
      }),
    );
  });

  it('for packages', () => {
    const sizes = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(currency, unitText, sizes, quantities, (code, each, size, quantity) => {
        let slow = '0.000000000';
        for (let left = quantity; left > 0; left -= size) slow = plus(slow, each);
        const packageAmount = parseUnitAmount(each, code);
        check({ kind: 'package', packageAmount, packageSize: BigInt(size) }, quantity, slow, code);
      }),
    );
  });
});

describe('an amount for one unit', () => {
  it('is read exactly and written with no more digits than it needs', () => {
    const texts = ['9.5', '0.0015', '12', '0.000000001', '0'];
    expect(texts.map((text) => formatUnitAmount(kwd(text)))).toEqual([
      '9.500',
      '0.0015',
      '12.000',
      '0.000000001',
      '0.000',
    ]);
    expect(formatUnitAmount(parseUnitAmount('120', 'JPY'))).toBe('120');
    expect(formatUnitAmount(parseUnitAmount('0.25', 'JPY'))).toBe('0.25');
  });

  it.each(['-1', '1e3', '0.0000000001', '01', '', '1.', '.5', ' 1', '1,5'])('is not %p', (text) => {
    expect(() => kwd(text)).toThrow('malformed amount');
  });
});
