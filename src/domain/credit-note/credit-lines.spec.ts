import fc from 'fast-check';
import { type CreditableLine, creditLines, CreditRefused, type CreditRequest } from './credit-lines.js';

const line = (
  id: string,
  total: bigint,
  tax: bigint,
  over: Partial<CreditableLine> = {},
): CreditableLine => ({
  id,
  total,
  tax,
  credited: 0n,
  creditedTax: 0n,
  ...over,
});
const all: CreditRequest = { kind: 'all' };
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof CreditRefused) return error.reason;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('creditLines', () => {
  it('takes all that is left, with its tax', () => {
    expect(creditLines([line('a', 11_500n, 1_500n), line('b', 575n, 75n)], all, 12_075n)).toEqual([
      { id: 'a', amount: 11_500n, tax: 1_500n },
      { id: 'b', amount: 575n, tax: 75n },
    ]);
  });

  it('splits an amount over the lines, and takes their share of tax', () => {
    const lines = [line('a', 300n, 39n), line('b', 100n, 13n), line('c', -50n, -7n)];
    expect(creditLines(lines, { kind: 'amount', amount: 200n }, 350n)).toEqual([
      { id: 'a', amount: 150n, tax: 20n },
      { id: 'b', amount: 50n, tax: 7n },
    ]);
  });

  it('takes of named lines what is said, or what is left', () => {
    const lines = [line('a', 300n, 0n, { credited: 100n }), line('b', 100n, 0n)];
    const request: CreditRequest = { kind: 'lines', lines: [{ id: 'b', amount: 40n }, { id: 'a', amount: null }] }; // prettier-ignore
    expect(creditLines(lines, request, 300n).map(({ id, amount }) => [id, amount])).toEqual([
      ['a', 200n],
      ['b', 40n],
    ]);
  });

  it.each<[string, CreditRequest]>([
    ['too_much', { kind: 'amount', amount: 301n }],
    ['not_positive', { kind: 'amount', amount: 0n }],
    ['not_positive', { kind: 'lines', lines: [{ id: 'a', amount: -1n }] }],
    ['too_much', { kind: 'lines', lines: [{ id: 'a', amount: 301n }] }],
    ['no_line', { kind: 'lines', lines: [{ id: 'x', amount: 1n }] }],
    ['twice', { kind: 'lines', lines: [{ id: 'a', amount: 1n }, { id: 'a', amount: 1n }] }], // prettier-ignore
    ['nothing_left', { kind: 'lines', lines: [{ id: 'done', amount: null }] }],
  ])('refuses what is %s: %j', (reason, request) => {
    const lines = [line('a', 300n, 0n), line('done', 5n, 0n, { credited: 5n })];
    expect(refusal(() => creditLines(lines, request, 300n))).toBe(reason);
  });

  it('refuses when the invoice as a whole has less left than its charges, or nothing', () => {
    const lines = [line('a', 300n, 0n), line('credit', -200n, 0n)];
    const request: CreditRequest = { kind: 'lines', lines: [{ id: 'a', amount: null }] };
    expect(refusal(() => creditLines(lines, request, 100n))).toBe('too_much');
    expect(refusal(() => creditLines(lines, all, 0n))).toBe('nothing_left');
  });

  it('takes no more than is left of the lines, where a change gave back a part of them already', () => {
    const lines = [line('a', 300n, 39n, { credited: 250n, creditedTax: 33n })];
    expect(creditLines(lines, all, 300n)).toEqual([{ id: 'a', amount: 50n, tax: 6n }]);
    expect(refusal(() => creditLines(lines, { kind: 'amount', amount: 51n }, 300n))).toBe('too_much');
    const odd = [line('a', 300n, 39n, { credited: 250n, creditedTax: 39n })];
    expect(creditLines(odd, all, 300n)).toEqual([{ id: 'a', amount: 50n, tax: 0n }]);
  });

  it('however often a bit is credited, in the end the lines and their tax are given back exactly', () => {
    const shapes = fc.array(
      fc.record({ total: fc.bigInt({ min: 1n, max: 5_000n }), percent: fc.bigInt({ min: 0n, max: 100n }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(shapes, fc.array(fc.bigInt({ min: 1n, max: 3_000n }), { maxLength: 8 }), (drawn, bits) => {
        let lines = drawn.map(({ total, percent }, i) => line(String(i), total, (total * percent) / 200n));
        const leftIn = () => lines.reduce((sum, one) => sum + one.total - one.credited, 0n);
        const take = (request: CreditRequest) => {
          const taken = new Map(creditLines(lines, request, leftIn()).map((one) => [one.id, one]));
          lines = lines.map((one) => {
            const { amount = 0n, tax = 0n } = taken.get(one.id) ?? {};
            expect(tax >= 0n && tax <= amount).toBe(true);
            return { ...one, credited: one.credited + amount, creditedTax: one.creditedTax + tax };
          });
          return [...taken.values()].reduce((sum, { amount }) => sum + amount, 0n);
        };
        for (const bit of bits) {
          if (bit <= leftIn()) expect(take({ kind: 'amount', amount: bit })).toBe(bit);
        }
        if (leftIn() > 0n) take(all);
        for (const one of lines) expect([one.credited, one.creditedTax]).toEqual([one.total, one.tax]);
      }),
    );
  });
});
