import { anchorAt } from '../../src/domain/calendar/anchor.js';
import type { ChangeFacts } from '../../src/domain/change/change-types.js';
import { seats } from './seats.js';

/** Where the running period ends, of a month on the 31st. */
export const CHANGE_DUE = new Date('2027-02-28T06:00:00Z');
export const MONTH = { unit: 'month', count: 1 } as const;
export const YEAR = { unit: 'year', count: 1 } as const;
const terms = { discounts: [], tax: null, pendingLines: [] };

/** A subscription of a month that is changed to one of a year. */
export const CHANGE_FACTS: ChangeFacts = {
  status: 'active',
  currency: 'KWD',
  anchor: anchorAt(new Date('2027-01-31T06:00:00Z'), 'Asia/Kuwait'),
  interval: MONTH,
  nextPeriodIndex: 1,
  nextBillAt: CHANGE_DUE,
  currentPeriodStart: new Date('2027-01-31T06:00:00Z'),
  currentPeriodEnd: CHANGE_DUE,
  isOwed: true,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  before: [seats()],
  after: [seats(90_000n, 1n, { priceId: 'price_2' })],
  endIndex: null,
  committedIndex: null,
  pauseAt: null,
  newInterval: YEAR,
  terms,
  termsBefore: terms,
  charged: [],
  givenBack: [],
  begun: [],
  agreement: null,
};
