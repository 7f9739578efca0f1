import { parseMoney } from '../money/money.js';
import { dueUntil, faultOfConsent, oneOffInvoice } from './one-off-invoice.js';

const now = new Date('2027-01-10T06:00:00Z');
const timeZone = 'Asia/Kuwait';

describe('an invoice that a person makes', () => {
  const line = (unit: string, quantity = 1n) => ({
    description: 'Setup',
    quantity,
    unitAmount: parseMoney(unit, 'KWD'),
    discountable: true,
  });

  it('is for the day, adds its lines up, and has the tax of its customer', () => {
    const tax = { rateId: 'tax_1', name: 'VAT', millionths: 100_000n, inclusive: false, exemption: null };
    const facts = { currency: 'KWD', items: [], lines: [line('2.500', 3n), line('-0.500')], tax, timeZone };
    const { total, taxTotal, period } = oneOffInvoice(facts, now);
    expect([total.minor, taxTotal.minor]).toEqual([7700n, 700n]);
    expect(period).toEqual({ index: null, start: now, end: new Date('2027-01-10T21:00:00Z') });
  });

  it('is due until the day is over where the customer is, also when that has no midnight', () => {
    expect(dueUntil('2027-01-31', timeZone)).toEqual(new Date('2027-01-31T21:00:00Z'));
    expect(dueUntil('2027-04-29', 'Africa/Cairo')).toEqual(new Date('2027-04-29T22:00:00Z'));
  });

  describe('is charged automatically within the consent only', () => {
    const consent = {
      expiryDate: '2028-01-10',
      totalCycles: 12,
      cyclesUsed: 1,
      amountVariability: 'variable' as const,
      amountMinor: null,
      maxAmountMinor: 10_000n,
      cycleIntervalDays: 7,
    };
    const asked = { today: '2027-01-10', chargeMinor: 10_000n, lastSentAt: new Date('2027-01-03T06:00:00Z') };
    it.each([
      ['all is well', {}, {}, null],
      ['it costs more', {}, { chargeMinor: 10_001n }, /amount is not what/],
      [
        'it costs something else',
        { amountVariability: 'fixed' as const, amountMinor: 5n },
        {},
        /amount is not what/,
      ],
      ['all payments were made', { cyclesUsed: 12 }, {}, /All 12 payments/],
      ['it ended', { expiryDate: '2027-01-10' }, {}, /expired/],
      ['it comes too soon', {}, { lastSentAt: new Date('2027-01-03T06:00:01Z') }, /at least 7 days apart/],
      ['nothing was paid before', {}, { lastSentAt: null }, null],
    ])('%s', (_what, over, more, message) => {
      const fault = faultOfConsent({ ...consent, ...over }, { ...asked, ...more }, now);
      if (message === null) expect(fault).toBeNull();
      else expect(fault?.message).toMatch(message);
    });
  });
});
