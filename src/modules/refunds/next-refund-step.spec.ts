import fc from 'fast-check';
import { money } from '../../domain/money/money.js';
import { OPEN_REFUND_STATES } from '../../domain/refund/refund-states.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import { nextRefundStep, type RefundFacts, type RefundStep, type Sight } from './next-refund-step.js';

const NOW = new Date('2027-02-13T07:04:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const moment = { now: NOW, waitScale: 1 };
const ago = (ms: number) => new Date(NOW.getTime() - ms);

const there = (state: RefundReading['state']): RefundReading => ({
  id: 'child',
  state,
  amount: money(9500n, 'KWD'),
  referenceNumber: null,
});
const NOT_THERE: Sight = { kind: 'told', mine: null, leftMinor: 9500n };
const GONE: Sight = { kind: 'told', mine: null, leftMinor: 9499n };
const UNTOLD: Sight = { kind: 'untold', message: 'nothing is said of refunds' };
const UNREADABLE: Sight = { kind: 'unreadable', reason: 'HTTP 500', retryAfterSeconds: null };
const seen = (state: RefundReading['state']): Sight => ({ kind: 'told', mine: there(state), leftMinor: 0n });
const STRANGE: Sight = { ...NOT_THERE, otherCurrency: 'USD' };
const ALL = [
  NOT_THERE,
  STRANGE,
  GONE,
  UNTOLD,
  UNREADABLE,
  ...(['refunded', 'refund_queued', 'refund_rejected'] as const).map(seen),
];

function refund(status: RefundFacts['status'], sentAgo = 0, over: Partial<RefundFacts> = {}): RefundFacts {
  const sentAt = status === 'requested' ? null : ago(sentAgo);
  const [sends, queuedAt] = [status === 'requested' ? 0 : 1, status === 'queued' ? sentAt : null];
  const kind = 'refund' as const;
  const unseen = { unseenSince: null, unseenToldAt: null };
  const facts = {
    ...unseen,
    kind,
    status,
    amountMinor: 9500n,
    currency: 'KWD',
    looks: 0,
    requestedAt: ago(sentAgo),
    sends,
    queuedAt,
  };
  return { ...facts, sentAt, firstSentAt: sentAt, ...over };
}
const outcomeOf = (step: RefundStep) => (step.do === 'settle' ? step.outcome.kind : step.do);
/** Longer than the slowest gateway takes to answer, which is an hour. */
const RIPE = 63 * MINUTE;

describe('what follows a look, for a refund', () => {
  it('that was not sent: it is sent, unless the money went back already or nothing could be read', () => {
    const step = (sight: Sight) => outcomeOf(nextRefundStep(refund('requested'), sight, moment));
    expect(step(NOT_THERE)).toBe('send');
    expect(step(UNTOLD)).toBe('send');
    // Once seen is no reason to reject it for good.
    const first = nextRefundStep(refund('requested'), GONE, moment);
    expect(first).toEqual({ do: 'wait', at: new Date(moment.now.getTime() + MINUTE) });
    expect(outcomeOf(nextRefundStep(refund('requested', 0, { looks: 1 }), GONE, moment))).toBe('rejected');
    expect(step(UNREADABLE)).toBe('wait');
  });

  it('of which one look says that none is left: it waits for a second, however often it was looked at before', () => {
    const unproven: Sight = { ...GONE, isUnproven: true };
    for (const facts of [refund('requested', 0, { looks: 3 }), refund('unknown', 2 * RIPE, { looks: 3 })]) {
      expect(nextRefundStep(facts, unproven, moment).do).toBe('wait');
      expect(outcomeOf(nextRefundStep(facts, GONE, moment))).toBe('rejected');
    }
  });

  it('that was not sent and whose payment cannot be looked at: that is told at once and daily, and after a week a person has it', () => {
    const step = (since: number | null, told: number | null) => {
      const unseen = {
        unseenSince: since === null ? null : ago(since),
        unseenToldAt: told === null ? null : ago(told),
      };
      const next = nextRefundStep(refund('requested', 0, unseen), UNREADABLE, moment);
      return next.do === 'wait' ? [next.unseen?.since, next.unseen?.isTold] : outcomeOf(next);
    };
    expect(step(null, null)).toEqual([NOW, true]);
    expect(step(DAY - 1, DAY - 1)).toEqual([ago(DAY - 1), false]);
    expect(step(2 * DAY, DAY)).toEqual([ago(2 * DAY), true]);
    expect(step(7 * DAY - 1, DAY - 1)).toEqual([ago(7 * DAY - 1), false]);
    expect(step(7 * DAY, DAY - 1)).toBe('to_human');
    // Asked for long ago and kept from a look by other things: only what could not be seen counts.
    const old = refund('requested', 0, { requestedAt: ago(30 * DAY) });
    expect(outcomeOf(nextRefundStep(old, UNREADABLE, moment))).toBe('wait');
  });

  it('of a payment of which something went back in another currency: it is a person’s, never sent', () => {
    expect(outcomeOf(nextRefundStep(refund('requested'), STRANGE, moment))).toBe('to_human');
    expect(outcomeOf(nextRefundStep(refund('unknown', RIPE), STRANGE, moment))).toBe('to_human');
    expect(outcomeOf(nextRefundStep(refund('unknown', RIPE - 1), STRANGE, moment))).toBe('wait');
  });

  it.each(['sent', 'unknown'] as const)('that is %s: what is seen of it counts at once', (status) => {
    const step = (sight: Sight) => outcomeOf(nextRefundStep(refund(status), sight, moment));
    expect(step(seen('refunded'))).toBe('succeeded');
    expect(step(seen('refund_queued'))).toBe('queued');
  });

  it.each(['sent', 'unknown'] as const)(
    'that is %s: it is asked again under its key only after the wait',
    (status) => {
      for (const sight of [NOT_THERE, UNTOLD]) {
        expect(outcomeOf(nextRefundStep(refund(status, RIPE - 1), sight, moment))).toBe('wait');
        expect(outcomeOf(nextRefundStep(refund(status, RIPE), sight, moment))).toBe('send');
      }
      expect(outcomeOf(nextRefundStep(refund(status, RIPE), UNREADABLE, moment))).toBe('wait');
      // The wait counts from the last send, however long ago the first was.
      const again = refund(status, RIPE - 1, { sends: 2, firstSentAt: ago(DAY) });
      expect(outcomeOf(nextRefundStep(again, NOT_THERE, moment))).toBe('wait');
    },
  );

  it('that is in doubt: a no, its own or for want of room, is believed after the wait and not before', () => {
    for (const sight of [seen('refund_rejected'), GONE]) {
      expect(outcomeOf(nextRefundStep(refund('unknown', RIPE - 1), sight, moment))).toBe('wait');
      expect(outcomeOf(nextRefundStep(refund('unknown', RIPE), sight, moment))).toBe('rejected');
    }
  });

  it('that is in doubt: after four sends only looks follow, and after a week a person', () => {
    const often = refund('unknown', RIPE, { sends: 4, firstSentAt: ago(6 * DAY) });
    expect(outcomeOf(nextRefundStep(often, NOT_THERE, moment))).toBe('wait');
    for (const sight of [NOT_THERE, GONE, UNTOLD, UNREADABLE, seen('refund_rejected')]) {
      const old = refund('unknown', 0, { firstSentAt: ago(7 * DAY) });
      expect(outcomeOf(nextRefundStep(old, sight, moment))).toBe('to_human');
    }
  });

  it('that the platform tells of by its name as of another amount: a person has it, for one of the two is wrong', () => {
    const told = (state: RefundReading['state'], amount = money(9000n, 'KWD')): Sight => ({
      kind: 'told',
      mine: { ...there(state), amount },
      leftMinor: 500n,
    });
    const step = (status: RefundFacts['status'], sight: Sight) =>
      outcomeOf(nextRefundStep(refund(status, RIPE), sight, moment));
    for (const status of ['sent', 'unknown', 'queued'] as const) {
      expect(step(status, told('refunded'))).toBe('to_human');
      expect(step(status, told('refunded', money(9500n, 'USD')))).toBe('to_human');
      // Nothing of it went back.
      expect(step(status, told('refund_rejected'))).toBe('rejected');
    }
  });

  it('that is queued: it is never sent again, and a person looks after 30 days, or 3 where nothing is told', () => {
    for (const sight of ALL) {
      for (const days of [0, 2, 10, 60]) {
        expect(nextRefundStep(refund('queued', days * DAY), sight, moment).do).not.toBe('send');
      }
    }
    const after = (days: number, sight: Sight) =>
      outcomeOf(nextRefundStep(refund('queued', days * DAY), sight, moment));
    expect([after(2, UNTOLD), after(3, UNTOLD)]).toEqual(['wait', 'to_human']);
    expect([after(29, seen('refund_queued')), after(30, NOT_THERE)]).toEqual(['wait', 'to_human']);
    expect([after(0, seen('refunded')), after(0, seen('refund_rejected'))]).toEqual([
      'succeeded',
      'rejected',
    ]);
  });

  it('is never a wait that is over already, nor one longer than a day: the clock would spin, or forget', () => {
    const any = fc.record({
      status: fc.constantFrom(...OPEN_REFUND_STATES),
      sentAgo: fc.integer({ min: 0, max: 40 * DAY }),
      looks: fc.nat(50),
      sends: fc.nat(6),
    });
    fc.assert(
      fc.property(
        any,
        fc.constantFrom(...ALL),
        fc.constantFrom(1, 0.01),
        ({ status, sentAgo, ...over }, sight, waitScale) => {
          const step = nextRefundStep(refund(status, sentAgo, over), sight, { now: NOW, waitScale });
          if (step.do !== 'wait') return;
          const wait = step.at.getTime() - NOW.getTime();
          expect(wait).toBeGreaterThan(0);
          expect(wait).toBeLessThanOrEqual(DAY);
        },
      ),
    );
  });

  it('is no step at all when it is over or a person’s', () => {
    for (const status of ['succeeded', 'rejected', 'manual'] as const) {
      expect(() => nextRefundStep(refund(status), NOT_THERE, moment)).toThrow(status);
    }
  });
});
