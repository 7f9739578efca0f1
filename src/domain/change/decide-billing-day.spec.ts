import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../calendar/anchor.js';
import { type BillingDayFacts, decideBillingDay } from './decide-billing-day.js';

const at = (text: string): Date => new Date(text);
const AGREED = {
  amountVariability: 'variable',
  amountMinor: null,
  maxAmountMinor: null,
  expiryDate: '2047-01-31',
  cycleIntervalDays: 7,
  isBinding: true,
} as const;
const FACTS: BillingDayFacts = {
  status: 'active',
  anchor: anchorAt(at('2027-01-31T06:00Z'), 'Asia/Kuwait'),
  interval: { unit: 'month', count: 1 },
  nextPeriodIndex: 1,
  nextBillAt: at('2027-02-28T06:00Z'),
  trialEnd: null,
  cancelAtPeriodEnd: false,
  endIndex: null,
  committedIndex: null,
  items: [seats()],
  agreement: AGREED,
  beside: null,
};

describe('another billing day', () => {
  const decide = (facts: Partial<BillingDayFacts> = {}, day = 15, stub: 'prorated' | 'full' | 'free' = 'prorated') =>
    decideBillingDay({ ...FACTS, ...facts }, { day, stub }); // prettier-ignore
  const fault = (...asked: Parameters<typeof decide>) => {
    const decided = decide(...asked);
    return 'fault' in decided ? [decided.fault.code, decided.fault.field, decided.fault.message] : null;
  };
  const saying = (text: string) => expect.stringContaining(text);

  it('begins where the running period ends, and whole periods begin on it', () => {
    expect(decide()).toEqual({
      effectiveAt: at('2027-02-28T06:00Z'),
      countedFrom: at('2027-03-15T06:00Z'),
    });
    expect(decide({ status: 'past_due' })).toMatchObject({ countedFrom: at('2027-03-15T06:00Z') });
    expect(decide({ agreement: null })).toMatchObject({ countedFrom: at('2027-03-15T06:00Z') });
  });

  it('is had only by what is billed and goes on, and a trial has an end that is moved instead', () => {
    const trial = { status: 'trialing', trialEnd: at('2027-02-28T06:00Z') } as const;
    expect(fault(trial)).toEqual(['conflict', 'day_of_month', saying('POST of /trial-end')]);
    for (const status of ['incomplete', 'unpaid', 'paused', 'canceled', 'ended'] as const)
      expect(fault({ status, nextBillAt: null })).toEqual([
        'conflict',
        'day_of_month',
        saying(`that is ${status} has no`),
      ]);
    for (const over of [{ cancelAtPeriodEnd: true }, { nextBillAt: null }])
      expect(fault(over)).toEqual(['conflict', 'day_of_month', saying('to be canceled at the end')]);
  });

  it('is another one, of a period of months or years', () => {
    expect(fault({}, 31)).toEqual(['rule_violation', 'day_of_month', saying('is its billing day already')]);
    for (const unit of ['day', 'week'] as const)
      expect(fault({ interval: { unit, count: 1 } })).toEqual([
        'rule_violation',
        'day_of_month',
        saying(`renews by the ${unit}`),
      ]);
  });

  it('leaves a term as it was agreed to', () => {
    expect(fault({ endIndex: 12 })).toEqual([
      'rule_violation',
      'day_of_month',
      saying('its term ends at 2028-01-31T06:00:00.000Z'),
    ]);
    expect(fault({ committedIndex: 2 })).toEqual([
      'rule_violation',
      'day_of_month',
      saying('minimum term until 2027-03-31T06:00:00.000Z'),
    ]);
    expect(fault({ committedIndex: 1 })).toBeNull();
  });

  it('is not planned beside other items, nor with a fee in arrears, nor are days free in which usage is counted', () => {
    const beside = { publicId: 'sch_1', at: at('2027-03-31T06:00Z') };
    expect(fault({ beside })).toEqual(['change_planned', 'day_of_month', saying('(sch_1)')]);
    const fee = seats(10_000n, 1n, { billing: 'in_arrears' });
    expect(fault({ items: [seats(), fee] })).toEqual(['rule_violation', 'day_of_month', saying('a fee in arrears')]); // prettier-ignore
    const usage = { aggregation: 'sum', graceMinutes: 0, unbilled: [] } as const;
    const calls = seats(10n, 1n, { kind: 'usage', billing: 'in_arrears', usage });
    expect(fault({ items: [calls] }, 15, 'free')).toEqual([
      'rule_violation',
      'stub',
      saying('prorated and full'),
    ]);
    expect(fault({ items: [calls] })).toBeNull();
    // What was left by an item that is gone is billed with the next invoice.
    expect(fault({ items: [seats(), { ...calls, itemId: null }] }, 15, 'free')).toBeNull();
  });

  it('waits for what is left of a fee that went within the days until an anchor, whose part would be forgotten', () => {
    const [start, end] = [at('2027-02-21T06:00Z'), at('2027-02-28T06:00Z')];
    const ended = { start, end: at('2027-02-25T06:00Z'), partOf: { start: at('2027-01-28T06:00Z'), end } };
    const left = seats(10_000n, 1n, { billing: 'in_arrears', itemId: null, ended });
    const rest = (policy: 'prorated' | 'full') => ({ anchor: { ...anchorAt(end, 'Asia/Kuwait'), index: 1, stub: { start, policy } } }); // prettier-ignore
    const items = [seats(), left];
    const message = saying('the days until 2027-02-28T06:00:00.000Z are not billed yet');
    expect(fault({ ...rest('prorated'), items })).toEqual(['rule_violation', 'day_of_month', message]);
    // Of a whole period, or once those days are billed, nothing is forgotten.
    expect(fault({ items })).toBeNull();
    expect(fault({ ...rest('full'), items })).toBeNull();
    expect(fault({ ...rest('prorated'), nextPeriodIndex: 2, items })).toBeNull();
    expect(fault({ ...rest('prorated'), items: [seats(), { ...left, ended: null }] })).toBeNull();
  });

  it('charges nothing that the customer has not agreed to: another amount, or two payments too close to each other', () => {
    const fixed = { agreement: { ...AGREED, amountVariability: 'fixed', amountMinor: 10_000n } } as const;
    expect(fault(fixed)).toEqual(['rule_violation', 'stub', saying('Allowed are full and free')]);
    expect([fault(fixed, 15, 'full'), fault(fixed, 15, 'free')]).toEqual([null, null]);
    // No days until there, so nothing is charged for them.
    expect(fault(fixed, 28)).toBeNull();
    for (const stub of ['prorated', 'full'] as const) {
      expect(fault({}, 6, stub)).toEqual([
        'rule_violation',
        'stub',
        saying('charged 6 days before the next period'),
      ]);
      expect(fault({}, 7, stub)).toBeNull();
    }
    expect(fault({}, 6, 'free')).toBeNull();
    expect(fault({ agreement: { ...AGREED, isBinding: false } }, 6)).toBeNull();
  });
});
