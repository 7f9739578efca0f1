import fc from 'fast-check';
import { ago, attempt, DAY, MINUTE, moment, NOW } from '../../../test/support/attempt-in-doubt.js';
import { ATTEMPT_STATES, type AttemptState } from '../../domain/charge/attempt-states.js';
import { FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import { money } from '../../domain/money/money.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Attempt, Verdict } from '../charges/index.js';
import { afterInquiry } from './after-inquiry.js';
import { nextStep, PAYING_PATIENCE_MINUTES } from './next-step.js';
import { askAgain, type Step } from './steps.js';

const PAYMENT: PaymentReading = {
  sessionId: 's1',
  orderNo: 'r1-order-1',
  state: 'paid',
  result: 'success',
  amount: money(9500n, 'KWD'),
  referenceNumber: null,
  gatewayCustomerId: null,
  agreementId: null,
  card: null,
  decline: null,
  checkoutUrl: null,
};
const DECLINE = { class: 'soft', code: '05', message: 'Do not honour' } as const;
const VERDICTS: Record<Verdict['kind'], Verdict> = {
  paid: { kind: 'paid', payment: PAYMENT },
  held: { kind: 'held', payment: PAYMENT },
  voided: { kind: 'voided' },
  untouched: { kind: 'untouched' },
  under_way: { kind: 'under_way', decline: DECLINE },
  closed: { kind: 'closed', decline: DECLINE },
  contradiction: { kind: 'contradiction', reason: 'paid with another amount' },
  unreadable: { kind: 'unreadable', reason: 'HTTP 500', retryAfterSeconds: null },
};
const SEEN: Verdict = { kind: 'closed', decline: null };
/** Nothing but these moves money out of doubt; they say "no". */
const NEGATIVE = ['declined', 'refused', 'unsent', 'unpaid', 'resolved_unpaid'];
/** While an attempt is in one of these its money may have moved, or may still. */
const IN_DOUBT: AttemptState[] = ['ready', 'sent', 'unknown', 'fenced', 'authorized', 'manual'];

const past = fc.integer({ min: 0, max: 10 * DAY }).map(ago);
const anyAttempt = fc
  .record({
    status: fc.constantFrom(...ATTEMPT_STATES.filter((state) => state !== 'prepared')),
    preparedAt: past,
    sentAt: past,
    fencedAt: past,
    resolvedAt: past,
    expiresAt: fc.option(fc.integer({ min: -2 * DAY, max: 2 * DAY }).map(ago)),
    checks: fc.nat(50),
  })
  .map(({ status, ...over }) => attempt(status, over));
const anyVerdict = fc.oneof(
  fc.constantFrom<Verdict>(...Object.values(VERDICTS), {
    kind: 'under_way',
    decline: DECLINE,
    isPending: true,
  }),
  fc.record({
    kind: fc.constant('unreadable' as const),
    reason: fc.constant('asked too often'),
    retryAfterSeconds: fc.integer({ min: 0, max: 3600 }),
  }),
);
const anyMoment = fc.constantFrom(1, 0.01).map((waitScale) => ({ now: NOW, waitScale }));

function outcomeOf(step: Step): string | null {
  if (step.do === 'settle') return step.outcome.kind;
  return step.do === 'expire' ? step.settled.kind : null;
}

describe('what follows a look at an attempt', () => {
  it('is never a "no" while money may have moved, without a fence that proves it', () => {
    fc.assert(
      fc.property(anyAttempt, anyVerdict, anyMoment, (given, verdict, at) => {
        // A void is such a proof: the platform tells that it let go of what the bank held.
        if (!IN_DOUBT.includes(given.status) || verdict.kind === 'voided') return;
        const step = nextStep(given, verdict, at);
        if (step.do === 'settle') expect(NEGATIVE).not.toContain(step.outcome.kind);
        // Closing a session proves a "no" at once only if nobody had touched it before.
        if (step.do === 'expire' && NEGATIVE.includes(step.settled.kind)) {
          expect([verdict.kind, step.settled.kind]).toEqual(['untouched', 'unsent']);
        }
      }),
      // Few of the pairs of state and verdict are dangerous; each of them must come up.
      { numRuns: 2000 },
    );
  });

  it.each(['sent', 'unknown'] as const)(
    'closes the untouched session of one that is %s before it takes it for unsent',
    (status) => {
      expect(nextStep(attempt(status), VERDICTS.untouched, moment)).toMatchObject({
        do: 'expire',
        settled: { kind: 'unsent' },
      });
    },
  );

  it('is the settlement of a success, in whatever state the attempt is, save that it is settled already', () => {
    fc.assert(
      fc.property(anyAttempt, anyMoment, (given, at) => {
        const step = nextStep(given, VERDICTS.paid, at);
        if (given.status === 'succeeded') expect(step).toEqual({ do: 'rest' });
        else expect(outcomeOf(step)).toBe('succeeded');
      }),
    );
  });

  it('is never a wait that is over already: the sweep would spin', () => {
    fc.assert(
      fc.property(anyAttempt, anyVerdict, anyMoment, (given, verdict, at) => {
        for (const step of [nextStep(given, verdict, at), afterInquiry(given, verdict, SEEN, at)]) {
          if (step.do === 'wait') expect(step.at.getTime()).toBeGreaterThan(NOW.getTime());
        }
      }),
    );
  });

  it('is an inquiry only of a fenced session, and only after the wait that counts from the fence', () => {
    fc.assert(
      fc.property(anyAttempt, anyVerdict, (given, verdict) => {
        if (nextStep(given, verdict, moment).do !== 'inquire') return;
        expect(given.status).toBe('fenced');
        expect(NOW.getTime() - given.fencedAt!.getTime()).toBeGreaterThanOrEqual(FENCE_WAIT_MINUTES * MINUTE);
      }),
    );
    const fencedLongAgo = attempt('fenced', { fencedAt: ago(FENCE_WAIT_MINUTES * MINUTE), sentAt: ago(DAY) });
    expect(nextStep(fencedLongAgo, VERDICTS.closed, moment)).toEqual({ do: 'inquire' });
    // However long ago it was sent: only the confirmed fence starts the wait.
    const fencedNow = attempt('fenced', { fencedAt: NOW, sentAt: ago(DAY) });
    const ripe = new Date(NOW.getTime() + FENCE_WAIT_MINUTES * MINUTE);
    expect(nextStep(fencedNow, VERDICTS.closed, moment)).toEqual({ do: 'wait', at: ripe });
  });

  it('closes a session under way, and takes a closed one for fenced from now on', () => {
    expect(nextStep(attempt('unknown'), VERDICTS.under_way, moment)).toMatchObject({
      do: 'expire',
      settled: { kind: 'fenced' },
    });
    expect(nextStep(attempt('sent'), VERDICTS.closed, moment)).toMatchObject({
      do: 'settle',
      outcome: { kind: 'fenced', checkAgainAt: new Date(NOW.getTime() + FENCE_WAIT_MINUTES * MINUTE) },
    });
  });

  it('is a longer and longer wait while nothing can be read, and after a week a person', () => {
    const waits = [0, 1, 2, 3, 4, 40].map((checks) => {
      const step = nextStep(attempt('unknown', { checks }), VERDICTS.unreadable, moment);
      return step.do === 'wait' ? (step.at.getTime() - NOW.getTime()) / MINUTE : step.do;
    });
    expect(waits).toEqual([1, 5, 15, 31, 31, 31]);
    const old = attempt('unknown', { sentAt: ago(7 * DAY) });
    expect(outcomeOf(nextStep(old, VERDICTS.unreadable, moment))).toBe('to_human');
  });

  it('is unknown from the first look that finds out nothing of one that was sent: its card is free for others', () => {
    for (const step of [
      nextStep(attempt('sent'), VERDICTS.unreadable, moment),
      askAgain(attempt('sent'), null, 'the session cannot be closed: 403', moment),
    ]) {
      expect(outcomeOf(step)).toBe('unknown');
    }
    const old = attempt('sent', { sentAt: ago(7 * DAY) });
    expect(outcomeOf(nextStep(old, VERDICTS.unreadable, moment))).toBe('to_human');
  });

  it('is a person’s business when the platform contradicts what was asked for twice, or for a week in other words', () => {
    const { reason } = VERDICTS.contradiction as Extract<Verdict, { kind: 'contradiction' }>;
    const holdUntil = new Date(NOW.getTime() + DAY);
    for (const status of ['ready', 'sent', 'unknown', 'fenced', 'authorized'] as const) {
      const step = (over: Partial<Attempt>) =>
        nextStep(attempt(status, { fencedAt: NOW, holdUntil, ...over }), VERDICTS.contradiction, moment);
      const again = { do: 'doubt', reason, at: new Date(NOW.getTime() + MINUTE) };
      expect(step({})).toEqual(again);
      expect(step({ contradiction: 'paid for another order' })).toEqual(again);
      expect(outcomeOf(step({ contradiction: reason }))).toBe('to_human');
      expect(outcomeOf(step({ sentAt: ago(7 * DAY) }))).toBe('to_human');
    }
    const asked = attempt('fenced', { fencedAt: ago(DAY) });
    expect(afterInquiry(asked, VERDICTS.contradiction, SEEN, moment).do).toBe('doubt');
    const told = { ...asked, contradiction: reason };
    expect(outcomeOf(afterInquiry(told, VERDICTS.contradiction, SEEN, moment))).toBe('to_human');
  });

  it('leaves a page open until its time is over, and looks at that very moment', () => {
    const closing = new Date(NOW.getTime() + 7 * MINUTE);
    const page = attempt('ready', { expiresAt: closing, checks: 5 });
    expect(nextStep(page, VERDICTS.untouched, moment)).toEqual({ do: 'wait', at: closing });
    const over = attempt('ready', { expiresAt: NOW });
    expect(nextStep(over, VERDICTS.untouched, moment)).toMatchObject({ do: 'expire' });
    expect(nextStep(over, VERDICTS.unreadable, moment).do).toBe('wait');
  });

  it('does not cut off a customer who is paying as the page ends, and does not wait for ever', () => {
    const paying: Verdict = { kind: 'under_way', decline: null, isPending: true };
    const ended = (minutesAgo: number, verdict: Verdict = paying) =>
      nextStep(attempt('ready', { expiresAt: ago(minutesAgo * MINUTE), checks: 9 }), verdict, moment);
    expect(ended(5)).toEqual({ do: 'wait', at: new Date(NOW.getTime() + 10 * MINUTE) });
    expect(ended(PAYING_PATIENCE_MINUTES)).toMatchObject({ do: 'expire', settled: { kind: 'fenced' } });
    // Tried and declined is no payment under way.
    expect(ended(5, VERDICTS.under_way)).toMatchObject({ do: 'expire', settled: { kind: 'fenced' } });
  });

  it('looks once a day at what a person is to decide, and takes nothing but a success', () => {
    for (const verdict of Object.values(VERDICTS)) {
      const step = nextStep(attempt('manual'), verdict, moment);
      if (verdict.kind === 'paid') expect(outcomeOf(step)).toBe('succeeded');
      else expect(step).toEqual({ do: 'wait', at: new Date(NOW.getTime() + DAY) });
    }
    const unknown = attempt('manual', { sessionId: null });
    expect(nextStep(unknown, VERDICTS.closed, moment)).toEqual({ do: 'rest' });
  });

  it('knows of one that was never sent that nothing was sent', () => {
    expect(outcomeOf(nextStep(attempt('prepared', { sessionId: null }), VERDICTS.closed, moment))).toBe(
      'unsent',
    );
  });
});

describe('what follows the inquiry', () => {
  it('is a "no" only from an answer that could be read', () => {
    fc.assert(
      fc.property(anyAttempt, anyVerdict, (given, verdict) => {
        const outcome = outcomeOf(afterInquiry(given, verdict, SEEN, moment));
        if (NEGATIVE.includes(outcome ?? '')) {
          expect(['untouched', 'under_way', 'closed', 'voided']).toContain(verdict.kind);
          // What its gateway is still at may yet be paid.
          expect(verdict).not.toMatchObject({ isPending: true });
        }
      }),
    );
  });

  it('is the decline that was told, now or before, and otherwise that nothing was paid', () => {
    const fenced = attempt('fenced', { fencedAt: ago(DAY) });
    expect(outcomeOf(afterInquiry(fenced, VERDICTS.closed, SEEN, moment))).toBe('declined');
    const silent: Verdict = { kind: 'closed', decline: null };
    expect(afterInquiry(fenced, silent, VERDICTS.closed, moment)).toEqual({
      do: 'settle',
      outcome: { kind: 'declined', decline: DECLINE, card: null },
    });
    expect(outcomeOf(afterInquiry(fenced, silent, SEEN, moment))).toBe('unpaid');
  });
});
