import type { AttemptState } from './attempt-states.js';
import { faultOfPaidAt, type OutsideFacts, whyNotOutside } from './outside-payment.js';

const declined = { kind: 'mit', status: 'declined' } as const;
const facts: OutsideFacts = { invoice: 'open', charge: 'scheduled', isByHand: false, attempts: [declined] };
const refused = (over: Partial<OutsideFacts>): string | null => whyNotOutside({ ...facts, ...over });

describe('money that came otherwise', () => {
  it('pays what is open and waits for its next try, for a person, or for its customer', () => {
    expect(refused({})).toBeNull();
    expect(refused({ charge: 'blocked' })).toBeNull();
    expect(refused({ charge: 'awaiting_customer', isByHand: true })).toBeNull();
  });

  it('pays what was given up or written off, as a late payment by link does', () => {
    expect(refused({ invoice: 'uncollectible', charge: 'failed' })).toBeNull();
    expect(refused({ invoice: 'uncollectible', charge: 'canceled' })).toBeNull();
  });

  it('pays nothing that nobody owes', () => {
    expect(refused({ invoice: 'draft', charge: null })).toContain('is a draft');
    expect(refused({ invoice: 'void', charge: 'canceled' })).toContain('is void');
    expect(refused({ invoice: 'paid', charge: 'succeeded' })).toContain('is paid');
  });

  it('does not begin a subscription, which has neither card nor consent by it', () => {
    expect(refused({ charge: 'awaiting_customer' })).toContain('the first of its subscription');
  });

  it.each<AttemptState>(['prepared', 'sent', 'unknown', 'fenced', 'authorized', 'manual'])(
    'waits while an attempt is %s, for its customer may have paid',
    (status) => {
      for (const kind of ['cit', 'mit'] as const)
        expect(refused({ attempts: [declined, { kind, status }] })).toContain('is being paid, or may be');
    },
  );

  it('does not wait for a page that is open, where nobody may ever come', () => {
    expect(refused({ attempts: [declined, { kind: 'cit', status: 'ready' }] })).toBeNull();
    expect(refused({ charge: 'processing', attempts: [{ kind: 'mit', status: 'ready' }] })).not.toBeNull();
  });

  it('came neither before the invoice nor later than now', () => {
    const [before, finalizedAt, now, later] = [9, 10, 12, 13].map((day) => new Date(Date.UTC(2027, 1, day)));
    const fault = (paidAt: Date) => faultOfPaidAt(paidAt, { finalizedAt: finalizedAt!, now: now! });
    expect([fault(finalizedAt!), fault(now!)]).toEqual([null, null]);
    expect(fault(before!)).toContain('before the invoice, which is of 2027-02-10T00:00:00.000Z');
    expect(fault(later!)).toContain('must not lie ahead');
  });
});
