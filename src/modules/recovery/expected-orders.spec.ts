import fc from 'fast-check';
import { PLAIN_TERMS } from '../../domain/invoice/terms.js';
import type { BillingInput } from '../../domain/subscription/billing.js';
import { seats } from '../../../test/support/seats.js';
import { periodsPossible, triesPossible } from './expected-orders.js';

const DUE = new Date('2027-02-01T06:00:00Z');
const minutes = (count: number) => new Date(DUE.getTime() + count * 60_000);

const DAILY: BillingInput = {
  status: 'active',
  anchor: { localDate: '2027-01-01', dayOfMonth: 1, localTime: '09:00:00', timeZone: 'Asia/Kuwait' },
  interval: { unit: 'day', count: 1 },
  nextPeriodIndex: 31,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  currency: 'KWD',
  terms: PLAIN_TERMS,
  items: [seats()],
  hasUsableCard: true,
};

describe('the tries of one charge that may be missing', () => {
  it.each([
    [0, 1],
    [0.9, 1],
    [1, 2],
    [3, 3],
    [7, 4],
    [15, 5],
    [63, 7],
  ])('are those that fit into %d minutes with their pauses: %d', (gap, tries) => {
    expect(triesPossible(DUE, minutes(gap), 50)).toBe(tries);
  });

  it('are one when it was not due at all, and never more than is asked for', () => {
    expect(triesPossible(DUE, minutes(-500), 4)).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100_000 }), fc.integer({ min: 1, max: 50 }), (gap, depth) => {
        const tries = triesPossible(DUE, minutes(gap), depth);
        expect(tries).toBeGreaterThanOrEqual(1);
        expect(tries).toBeLessThanOrEqual(depth);
        expect(triesPossible(DUE, minutes(gap + 1), depth)).toBeGreaterThanOrEqual(tries);
      }),
    );
  });
});

describe('the periods of a subscription that may be missing', () => {
  it('are all that began until the end of the gap, in order, also where one of them was not charged', () => {
    const lost = periodsPossible(DAILY, new Date('2027-02-03T06:00:00Z'));
    expect(lost.map(({ index }) => index)).toEqual([31, 32, 33]);
    expect(lost[0]!.start).toEqual(DUE);
    expect(periodsPossible(DAILY, new Date('2027-02-01T05:59:59Z'))).toEqual([]);
  });

  it('begin after a trial, whether or not its card is still known', () => {
    const trial: BillingInput = { ...DAILY, status: 'trialing', trialEnd: DUE, hasUsableCard: false };
    expect(periodsPossible(trial, minutes(1)).map(({ index }) => index)).toEqual([31]);
  });

  it('are those of one that was not paid for yet, as if it had been since', () => {
    const unpaid: BillingInput = { ...DAILY, status: 'incomplete', nextPeriodIndex: 0 };
    const lost = periodsPossible(unpaid, new Date('2027-01-02T06:00:00Z'));
    expect(lost.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('are none of one that ends with its period, or is over', () => {
    const years = new Date('2037-01-01T00:00:00Z');
    expect(periodsPossible({ ...DAILY, cancelAtPeriodEnd: true }, years)).toEqual([]);
    for (const status of ['canceled', 'ended', 'unpaid', 'paused'] as const) {
      expect(periodsPossible({ ...DAILY, status }, years)).toEqual([]);
    }
    expect(periodsPossible(DAILY, years)).toHaveLength(400);
  });
});
