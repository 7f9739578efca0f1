import { beyondConsent, type ConsentNeed } from './consent-need.js';
import { deriveAgreement } from './agreement-terms.js';
import { renewTerms } from './renew-terms.js';

const MONTH = { unit: 'month' as const, count: 1 };
const agreed = (more: object = {}) =>
  deriveAgreement({ id: 'agr_1', interval: MONTH, startDate: '2027-01-10', ...more });
const need = (over: Partial<ConsentNeed> = {}): ConsentNeed => ({
  amounts: ['9500'],
  interval: null,
  until: '2027-03-10',
  ...over,
});

describe('what a change asks of an agreement', () => {
  it.each<[string, object, Partial<ConsentNeed>, RegExp | null]>([
    ['any amount of an open one', {}, { amounts: ['999999'] }, null],
    ['the greatest amount itself', { maxAmountMinor: 9500n }, {}, null],
    ['one fils more', { maxAmountMinor: 9499n }, {}, /more than the customer agreed/],
    ['of two amounts the greater', { maxAmountMinor: 9500n }, { amounts: ['1', '9501'] }, /more than/],
    ['another than the fixed one', { fixedAmountMinor: 9501n }, {}, /more than/],
    ['payments closer together', {}, { interval: { unit: 'day', count: 1 } }, /at least 7 days apart/],
    ['a period that outlasts it', { consentDays: 60 }, { interval: { unit: 'year', count: 1 }, until: '2028-02-10' }, /ends on 2027-03-11/],
    ['a year that it outlasts', {}, { interval: { unit: 'year', count: 1 }, until: '2028-02-10' }, null],
  ])('%s', (_, terms, over, why) => {
    const told = beyondConsent(agreed(terms), need(over));
    if (why) expect(told).toMatch(why);
    else expect(told).toBeNull();
  }); // prettier-ignore

  it('is met by the terms that the customer is then asked for', () => {
    const old = agreed({ consentDays: 60, maxAmountMinor: 9500n });
    const wanted = need({ amounts: ['80000'], interval: { unit: 'year', count: 1 }, until: '2028-02-10' });
    const terms = renewTerms({
      id: 'agr_2',
      interval: wanted.interval!,
      startDate: '2027-01-20',
      old,
      nextAmountMinor: 80_000n,
      until: wanted.until,
    });
    expect(beyondConsent(old, wanted)).not.toBeNull();
    expect(beyondConsent(terms, wanted)).toBeNull();
    expect(terms).toMatchObject({ maxAmountMinor: 80_000n, expiryDate: '2028-02-11' });
  });
});
