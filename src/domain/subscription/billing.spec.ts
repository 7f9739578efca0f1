import { anchorAt } from '../calendar/anchor.js';
import { PLAIN_TERMS } from '../invoice/terms.js';
import { formatAmount } from '../money/money.js';
import { seats } from '../../../test/support/seats.js';
import { type BillingInput, decideBilling } from './billing.js';
import { can, next } from '../state-machine.js';
import { SUBSCRIPTION_STATES, subscriptionMachine } from './subscription-states.js';

const at = (text: string): Date => new Date(text);
const START = at('2026-01-31T06:00Z');
const BASE: BillingInput = {
  status: 'active',
  anchor: anchorAt(START, 'Asia/Kuwait'),
  interval: { unit: 'month', count: 1 },
  nextPeriodIndex: 1,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  currency: 'KWD',
  terms: PLAIN_TERMS,
  items: [seats()],
  hasUsableCard: true,
};
const decide = (over: Partial<BillingInput>, now: string) => decideBilling({ ...BASE, ...over }, at(now));

describe('decideBilling', () => {
  it('a period is due from its first instant, not before', () => {
    expect(decide({}, '2026-02-28T05:59:59.999Z')).toMatchObject({
      kind: 'none',
      until: at('2026-02-28T06:00Z'),
    });
    const decision = decide({}, '2026-02-28T06:00Z');
    expect(decision).toMatchObject({
      kind: 'bill',
      period: { index: 1, start: at('2026-02-28T06:00Z'), end: at('2026-03-31T06:00Z') },
      nextBillAt: at('2026-03-31T06:00Z'),
    });
    expect(decision).not.toHaveProperty('transition');
  });

  it('catches up one period a decision, in order, each once, then is silent', () => {
    const now = '2026-06-01T00:00Z';
    const billed: [number, string][] = [];
    let nextPeriodIndex = 1;
    for (;;) {
      const decision = decide({ nextPeriodIndex }, now);
      if (decision.kind !== 'bill') {
        expect(decision).toMatchObject({ kind: 'none', until: at('2026-06-30T06:00Z') });
        break;
      }
      billed.push([decision.period.index, formatAmount(decision.invoice.total)]);
      nextPeriodIndex = decision.period.index + 1;
    }
    expect(billed).toEqual([1, 2, 3, 4].map((index) => [index, '9.500']));
  });

  it('deciding twice gives the same invoice', () => {
    expect(decide({}, '2026-03-01T00:00Z')).toEqual(decide({}, '2026-03-05T00:00Z'));
  });

  it('past due goes on being billed; a missing card does not make a period disappear', () => {
    expect(decide({ status: 'past_due' }, '2026-03-01T00:00Z').kind).toBe('bill');
    expect(decide({ hasUsableCard: false }, '2026-03-01T00:00Z').kind).toBe('bill');
  });

  it('cancels at the end of the period, as of that instant however late it looks', () => {
    expect(decide({ cancelAtPeriodEnd: true }, '2026-02-28T05:59Z').kind).toBe('none');
    expect(decide({ cancelAtPeriodEnd: true }, '2026-03-09T00:00Z')).toMatchObject({
      kind: 'cancel',
      at: at('2026-02-28T06:00Z'),
    });
  });

  it.each(['incomplete', 'unpaid', 'paused', 'canceled', 'ended'] as const)(
    'bills nothing while %s',
    (status) => {
      expect(decide({ status }, '2030-01-01T00:00Z')).toMatchObject({ kind: 'none', until: null });
    },
  );

  it('every transition it asks for is in the table', () => {
    for (const status of SUBSCRIPTION_STATES) {
      const decision = decide({ status, trialEnd: START, nextPeriodIndex: 0 }, '2026-03-01T00:00Z');
      if (decision.kind === 'bill' && decision.transition)
        next(subscriptionMachine, status, decision.transition);
      if (decision.kind === 'cancel') expect(can(subscriptionMachine, status, 'cancel')).toBe(true);
    }
  });

  it('does not bill a day that its zone skipped (Apia, 30 December 2011)', () => {
    const apia: Partial<BillingInput> = {
      anchor: anchorAt(at('2011-12-29T10:00Z'), 'Pacific/Apia'),
      interval: { unit: 'day', count: 1 },
    };
    const decision = decide({ ...apia, nextPeriodIndex: 1 }, '2012-01-05T00:00Z');
    expect(decision).toMatchObject({ kind: 'bill', period: { index: 2 } });
  });
});

describe('the end of a trial', () => {
  const trial: Partial<BillingInput> = { status: 'trialing', trialEnd: START, nextPeriodIndex: 0 };

  it('is waited for', () => {
    expect(decide(trial, '2026-01-31T05:59:59Z')).toMatchObject({ kind: 'none', until: START });
  });

  it('bills the first paid period, which begins where the trial ended', () => {
    expect(decide(trial, '2026-01-31T06:00Z')).toMatchObject({
      kind: 'bill',
      transition: 'trial_ended',
      period: { index: 0, start: START, end: at('2026-02-28T06:00Z') },
    });
  });

  it('cancels when asked to, or when there is no card', () => {
    expect(decide({ ...trial, cancelAtPeriodEnd: true }, '2026-02-02T00:00Z')).toMatchObject({
      kind: 'cancel',
      at: START,
    });
    expect(decide({ ...trial, hasUsableCard: false }, '2026-02-02T00:00Z')).toMatchObject({
      kind: 'cancel',
      at: START,
    });
  });

  it('a trial without an end is a broken row and says so', () => {
    expect(() => decide({ ...trial, trialEnd: null }, '2026-02-02T00:00Z')).toThrow(
      'without the end of its trial',
    );
  });
});
