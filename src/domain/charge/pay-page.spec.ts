import fc from 'fast-check';
import { INVOICE_STATES } from '../invoice/invoice-states.js';
import { SUBSCRIPTION_STATES } from '../subscription/subscription-states.js';
import { OPEN_ATTEMPT_STATES } from './attempt-states.js';
import { CHARGE_STATES } from './charge-states.js';
import { decidePayPage, type PayPageFacts } from './pay-page.js';

const anyOpen = fc.record({
  kind: fc.constantFrom('cit' as const, 'mit' as const),
  state: fc.constantFrom(...OPEN_ATTEMPT_STATES),
  expired: fc.boolean(),
});
const anyFacts: fc.Arbitrary<PayPageFacts> = fc.record({
  invoice: fc.constantFrom(...INVOICE_STATES),
  charge: fc.option(fc.constantFrom(...CHARGE_STATES)),
  subscription: fc.option(fc.constantFrom(...SUBSCRIPTION_STATES)),
  isByHand: fc.boolean(),
  cancelRequested: fc.boolean(),
  open: fc.option(anyOpen),
});

const facts = (over: Partial<PayPageFacts> = {}): PayPageFacts => ({
  invoice: 'open',
  charge: 'scheduled',
  subscription: 'past_due',
  isByHand: false,
  cancelRequested: false,
  open: null,
  ...over,
});

describe('the link of an invoice', () => {
  it('opens a session only where none of the invoice can still be paid', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const page = decidePayPage(given);
        if (given.open !== null) expect(['open', 'first_payment']).not.toContain(page);
        if (page === 'pay') {
          expect(given.open).toEqual({ kind: 'cit', state: 'ready', expired: false });
        }
      }),
    );
  });

  it('asks nobody for money that was paid or is not owed', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        if (!['paid', 'void'].includes(given.invoice) && given.charge !== 'canceled') return;
        expect(['paid', 'nothing_due']).toContain(decidePayPage(given));
      }),
    );
  });

  it.each(['scheduled', 'blocked', 'failed'] as const)('opens a page for a charge that is %s', (charge) => {
    expect(decidePayPage(facts({ charge }))).toBe('open');
  });

  it('of what a person made opens a page while its customer is awaited, whatever became of the subscription', () => {
    const given = { charge: 'awaiting_customer', isByHand: true } as const;
    for (const subscription of [null, 'active', 'canceled'] as const)
      expect(decidePayPage(facts({ ...given, subscription }))).toBe('open');
    expect(decidePayPage(facts({ charge: 'awaiting_customer' }))).toBe('first_payment');
  });

  it('of what was given up is payable while the subscription stands, and not after its end', () => {
    const given = { invoice: 'uncollectible', charge: 'failed' } as const;
    expect(decidePayPage(facts({ ...given, subscription: 'unpaid' }))).toBe('open');
    expect(decidePayPage(facts({ ...given, subscription: 'paused' }))).toBe('open');
    expect(decidePayPage(facts({ ...given, subscription: 'canceled' }))).toBe('nothing_due');
  });

  it('leads a subscription that has not begun to its first payment', () => {
    expect(decidePayPage(facts({ charge: 'awaiting_customer', subscription: 'incomplete' }))).toBe(
      'first_payment',
    );
  });

  it('waits with the customer while a click, the saved card, or a cancel is at work', () => {
    const open = (kind: 'cit' | 'mit', state: (typeof OPEN_ATTEMPT_STATES)[number], expired = false) =>
      decidePayPage(facts({ open: { kind, state, expired } }));
    expect(open('cit', 'prepared')).toBe('opening');
    expect(open('mit', 'prepared')).toBe('checking');
    expect(open('cit', 'ready')).toBe('pay');
    expect(open('cit', 'ready', true)).toBe('checking');
    for (const status of ['sent', 'unknown', 'fenced', 'manual'] as const) {
      expect([open('mit', status), open('cit', status)]).toEqual(['checking', 'checking']);
    }
    expect(decidePayPage(facts({ cancelRequested: true }))).toBe('checking');
  });
});
