import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../../domain/calendar/anchor.js';
import type { ChangeAsked, ChangeFacts } from './change-types.js';
import { faultOfChange } from './faults-of-change.js';

const DUE = new Date('2027-02-28T06:00:00Z');
const MONTH = { unit: 'month', count: 1 } as const;
const YEAR = { unit: 'year', count: 1 } as const;
const terms = { discounts: [], tax: null, pendingLines: [] };

const FACTS: ChangeFacts = {
  status: 'active',
  currency: 'KWD',
  anchor: anchorAt(new Date('2027-01-31T06:00:00Z'), 'Asia/Kuwait'),
  interval: MONTH,
  nextPeriodIndex: 1,
  nextBillAt: DUE,
  currentPeriodStart: new Date('2027-01-31T06:00:00Z'),
  currentPeriodEnd: DUE,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  before: [seats()],
  after: [seats(90_000n, 1n, { priceId: 'price_2' })],
  endIndex: null,
  newInterval: YEAR,
  terms,
  termsBefore: terms,
  charged: [],
  agreement: null,
};

describe('another interval', () => {
  const fault = (when: ChangeAsked['when'], minutes: number, facts: Partial<ChangeFacts> = {}) =>
    faultOfChange(
      { ...FACTS, ...facts },
      { when, proration: 'day' },
      new Date(DUE.getTime() + minutes * 60_000),
    );

  it('now waits for a period that is over to be billed, or the days since would be nobody’s', () => {
    expect(fault('now', 1)).toMatchObject({
      code: 'conflict',
      field: 'when',
      message: expect.stringContaining('its period is over and is billed first'),
    });
    expect(fault('now', 4 * 24 * 60)).not.toBeNull();
  });

  it('now is possible up to the very instant at which the next period begins', () => {
    expect([fault('now', -1), fault('now', 0)]).toEqual([null, null]);
  });

  it('at the period’s end is made before that is billed, and items of the same interval leave no gap', () => {
    expect(fault('period_end', 1)).toBeNull();
    expect(fault('now', 1, { newInterval: MONTH })).toBeNull();
    expect(fault('now', 1, { nextBillAt: null })).toBeNull();
  });
});
