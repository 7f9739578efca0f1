import { reviewEnd, reviewHours } from './review-time.js';

describe('the review of an invoice', () => {
  it('lasts as long as the nearest says', () => {
    expect(reviewHours({ merchant: 24, plans: [], subscription: null })).toBe(24);
    expect(reviewHours({ merchant: 24, plans: [null, 0], subscription: null })).toBe(0);
    expect(reviewHours({ merchant: 24, plans: [12, 48, null], subscription: null })).toBe(48);
    expect(reviewHours({ merchant: 24, plans: [12, 48], subscription: 0 })).toBe(0);
  });

  it('is counted in hours that pass, whatever the calendar does', () => {
    expect(reviewEnd(new Date('2027-03-01T06:00:00Z'), 72)).toEqual(new Date('2027-03-04T06:00:00Z'));
  });
});
