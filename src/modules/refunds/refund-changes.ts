import { after, type Moment } from '../charges/index.js';
import type { Refund } from './refund.entity.js';
import type { RefundOutcome } from './refund-outcome.js';

/** What the platform may refuse to take before a request is given up. */
const MOST_REFUSALS = 5;
const REFUSED_RETRY_MINUTES = 60;
const UNSENT_RETRY_MINUTES = 5;

/** A request that the platform does not take again and again is given up: nothing was given back. */
export function givenUp(refund: Refund, outcome: RefundOutcome): RefundOutcome {
  if (outcome.kind !== 'unsent' || !outcome.isRefusal || refund.refusals + 1 < MOST_REFUSALS) return outcome;
  return { kind: 'rejected', refund: null, reason: `not taken ${MOST_REFUSALS} times: ${outcome.reason}` };
}

/** What an outcome writes into the row beside its status. */
export function changesBy(
  refund: Refund,
  outcome: RefundOutcome,
  by: NonNullable<Refund['settledBy']>,
  moment: Moment,
): Partial<Refund> {
  const { now } = moment;
  switch (outcome.kind) {
    case 'succeeded':
    case 'rejected':
      return {
        resolvedAt: now,
        nextActionAt: null,
        settledBy: by,
        childId: outcome.refund?.id ?? refund.childId,
        referenceNumber: outcome.refund?.referenceNumber ?? refund.referenceNumber,
        statusReason: outcome.kind === 'rejected' ? outcome.reason : null,
      };
    case 'queued':
      return {
        queuedAt: now,
        nextActionAt: after(moment, { minutes: 15 }),
        looks: 0,
        childId: outcome.refund.id ?? refund.childId,
        referenceNumber: outcome.refund.referenceNumber ?? refund.referenceNumber,
      };
    case 'unsent': {
      const minutes = outcome.isRefusal ? REFUSED_RETRY_MINUTES : UNSENT_RETRY_MINUTES;
      return {
        nextActionAt: after(moment, { seconds: Math.max(minutes * 60, outcome.retryAfterSeconds ?? 0) }),
        statusReason: outcome.reason,
        refusals: refund.refusals + (outcome.isRefusal ? 1 : 0),
        // Nothing of it arrived, so the next one is the first again.
        sends: 0,
        firstSentAt: null,
        looks: 0,
      };
    }
    case 'unknown':
      return { nextActionAt: after(moment, { minutes: 1 }), trouble: outcome.trouble, looks: 0 };
    case 'to_human':
      return { nextActionAt: null, statusReason: outcome.reason };
    case 'resolved':
      return { resolvedAt: now, nextActionAt: null, settledBy: by, statusReason: outcome.reason };
  }
}
