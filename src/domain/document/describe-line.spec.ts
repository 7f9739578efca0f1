import { money, zero } from '../money/money.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { PriceModel } from '../pricing/price-model.js';
import { parseUnitAmount } from '../pricing/unit-amount.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { chargeRest } from '../proration/charge-rest.js';
import { creditUnused, type Moment } from '../proration/credit-unused.js';
import { nameOfLine, notesOfLine, unitPriceOfLine } from './describe-line.js';
import type { DocumentLine } from './document-facts.js';
import { wordsOf } from './words.js';

const ZONE = 'Asia/Kuwait';
const JANUARY = { index: 0, start: new Date('2027-01-01T06:00Z'), end: new Date('2027-02-01T06:00Z') };
const fine = (text: string) => parseUnitAmount(text, 'KWD');
const tier = (upTo: bigint | null, unit: string, flat = '0') => ({ upTo, unitAmount: fine(unit), flatAmount: fine(flat) }); // prettier-ignore
const TIERS = [tier(1000n, '0.010'), tier(null, '0.0015', '2.500')];

function item(model: PriceModel, quantity: bigint, more: Partial<BillableItem> = {}): BillableItem {
  return { itemId: 'item_1', priceId: 'price_1', description: 'Pro', model, kind: 'recurring', quantity, billing: 'in_advance', ended: null, ...more }; // prettier-ignore
}

const priced = (model: PriceModel, quantity: bigint) =>
  priceItems([item(model, quantity)], JANUARY, ZONE)[0]!;

function told(line: PricedLine, language: 'en' | 'ar' = 'en'): string[] {
  const facts: DocumentLine = { ...line, taxNames: [], discount: zero('KWD') };
  const words = wordsOf(language);
  // What sets directions is not seen.
  return [nameOfLine(facts, language), unitPriceOfLine(facts), ...notesOfLine(facts, words)].map((text) =>
    text.replace(/[\u2066-\u2069]/g, ''),
  );
}

describe('a line on paper', () => {
  const flat: PriceModel = { kind: 'flat', amount: fine('9.500') };

  it('needs no words where quantity and unit price say it all', () => {
    expect(told(priced(flat, 1n))).toEqual(['Pro', '9.500']);
    expect(told(priced({ kind: 'per_unit', unitAmount: fine('1.250') }, 1200n))).toEqual(['Pro', '1.250']);
  });

  it('is called by the Arabic name that was kept on it, in Arabic, and by its description where none was', () => {
    const named = (nameAr: string | null) => priceItems([item(flat, 1n, { nameAr })], JANUARY, ZONE)[0]!;
    expect([told(named('برو'))[0], told(named('برو'), 'ar')[0]]).toEqual(['Pro', 'برو']);
    expect(told(named(null), 'ar')[0]).toBe('Pro');
    const on: Moment = { at: new Date('2027-01-16T06:00Z'), unit: 'day', timeZone: ZONE };
    const nine = money(9_500n, 'KWD');
    const charged = { ...named('برو'), id: 'line_1', priceId: 'price_1', taxes: [], discounts: [], creditedBefore: zero('KWD'), discount: zero('KWD'), taxableAmount: nine, total: nine }; // prettier-ignore
    expect(told(creditUnused(charged, on)!, 'ar')[0]).toBe('المدة غير المستخدمة من برو');
    expect(told(creditUnused(charged, on)!)[0]).toBe('Unused time of Pro');
    expect(told(chargeRest(named('برو'), on), 'ar')[0]).toBe('جزء من فترة: برو');
  });

  it('has a unit price also where that is finer than any coin, or of a package', () => {
    expect(told(priced({ kind: 'per_unit', unitAmount: fine('0.00015') }, 1201n))).toEqual([
      'Pro',
      '0.00015',
    ]);
    const model: PriceModel = { kind: 'package', packageAmount: fine('5.000'), packageSize: 1000n };
    expect(told(priced(model, 2001n))).toEqual(['Pro', '5.000 / 1,000', 'Packages of 1,000: 3 × 5.000']);
    expect(told(priced(model, 2001n), 'ar')[2]).toBe('باقة من 1,000: 3 × 5.000');
    expect(told(priced(model, 0n))).toEqual(['Pro', '5.000 / 1,000']);
    expect(told(priced(flat, 4n))).toEqual(['Pro', '', 'For any quantity: 9.500']);
  });

  it('shows the tiers that it went through, each with its range, its units and its fee', () => {
    expect(told(priced({ kind: 'graduated', currency: 'KWD', tiers: TIERS }, 1500n))).toEqual([
      'Pro',
      '',
      '1–1,000: 1,000 × 0.010',
      '1,001 and more: 500 × 0.0015 + 2.500',
    ]);
    expect(told(priced({ kind: 'volume', currency: 'KWD', tiers: TIERS }, 800n))).toEqual([
      'Pro',
      '0.010',
      '1–1,000: 800 × 0.010',
    ]);
    expect(told(priced({ kind: 'volume', currency: 'KWD', tiers: TIERS }, 1500n), 'ar')).toEqual([
      'Pro',
      '',
      '1,001 فأكثر: 1,500 × 0.0015 + 2.500',
    ]);
    const many = Array.from({ length: 50 }, (_, i) => tier(i === 49 ? null : BigInt(i + 1), '0.010'));
    expect(told(priced({ kind: 'graduated', currency: 'KWD', tiers: many }, 60n))).toHaveLength(3);
  });

  it('of a part of a period says which part of what, in the language of the document', () => {
    const on = (unit: Moment['unit']): Moment => ({
      at: new Date('2027-01-16T06:00Z'),
      unit,
      timeZone: ZONE,
    });
    const rest = chargeRest(priced({ kind: 'flat', amount: fine('1500.000') }, 1n), on('day'));
    expect(told(rest)).toEqual(['Part of a period: Pro', '', 'Days: 16 of 31', 'Whole period: 1,500.000']);
    expect(told(rest, 'ar')).toEqual(['جزء من فترة: Pro', '', 'الأيام: 16 من 31', 'الفترة كاملة: 1,500.000']);
    const nine = money(9_500n, 'KWD');
    const before = { ...priced(flat, 1n), id: 'line_1', priceId: 'price_1', taxes: [], discounts: [], creditedBefore: zero('KWD') }; // prettier-ignore
    const charged = { ...before, discount: zero('KWD'), taxableAmount: nine, total: nine };
    const unused = creditUnused(charged, on('second'))!;
    expect(told(unused)).toEqual(['Unused time of Pro', '', 'Part of the period: 51.61 %', 'Charged before: 9.500']); // prettier-ignore
    expect(told(unused, 'ar')[0]).toBe('المدة غير المستخدمة من Pro');
  });

  it('of usage that was reported late, or is left after a threshold, is no normal line of its plan', () => {
    const usage = (isAhead: boolean) => {
      const counted = (quantity: bigint) => ({ quantity, records: 1n });
      const unbilled = [{ period: JANUARY, all: { ...counted(1500n), records: 2n }, billed: counted(1000n), isAhead }]; // prettier-ignore
      const metered = item({ kind: 'graduated', currency: 'KWD', tiers: TIERS }, 1n, {
        kind: 'usage',
        billing: 'in_arrears',
        usage: { aggregation: 'sum', graceMinutes: 60, unbilled },
      });
      return priceItems([metered], null, ZONE)[0]!;
    };
    const parts = 'In all: 1,500 = 13.250; billed before: 1,000 = 10.000';
    expect(told(usage(false))).toEqual(['Usage reported late: Pro', '', parts]);
    expect(told(usage(true))).toEqual(['Rest of the usage: Pro', '', parts]);
    expect(told(usage(false), 'ar')[0]).toBe('استخدام سُجّل متأخرًا: Pro');
  });
});
