import type { DeclineClass } from '../charge/decline-class.js';
import { type Ladder, RETRY_SPACING_HOURS } from './plan-ladder.js';
import { putOff } from './retry-times.js';

export type { DeclineClass };

export interface DeclineFacts {
  ladder: Ladder;
  /** Dunning steps used so far: 0 when the first charge itself was declined. */
  retriesUsed: number;
  declineClass: DeclineClass;
  /** Whether the reason could be read and is one we know. */
  isUnderstood: boolean;
  /** Whether a card that can be charged has taken the place of the declined one meanwhile. */
  hasNewCard: boolean;
  /** When this decline happened. */
  at: Date;
  /** What the issuer asked for with this decline; null when it asked for nothing. */
  advised: AdvisedWait | null;
}

export interface AdvisedWait {
  until: Date;
  because: string;
}

export type DunningDecision =
  | {
      kind: 'retry';
      at: Date;
      because: string;
      /** Add one to retriesUsed, or leave it. */ usesStep: boolean;
    }
  | { kind: 'final'; at: Date; because: string };

/** What is not understood might be a "never again": so fewer tries than a decline that is. */
export const MAX_RETRIES_NOT_UNDERSTOOD = 2;

const SPACING_MS = RETRY_SPACING_HOURS * 3_600_000;

/**
 * What follows a decline. `final` means no more automatic tries: the ladder's final action stands at `at`
 * unless somebody pays before, and a new card is charged at once (the caller's own event).
 *
 * - hard: the issuer said never again with this card. - card_problem: the card cannot be used; only a new
 *   one helps. - soft: the next planned retry, with a code nobody understands at most two. - configuration: the
 *   merchant's setup refused, not the customer's bank: tried again a day later, without using a step.
 *
 * A customer may have given a new card while the old one was being charged. What the bank said of the old one says
 * nothing of it, so it is charged at once; left to the ladder it would wait for days, or never be tried at all.
 *
 * Source: the card networks fine merchants for retrying a "never again" and for retrying too often.
 */
export function decideAfterDecline(facts: DeclineFacts): DunningDecision {
  const { ladder, retriesUsed, declineClass, isUnderstood, hasNewCard, at } = facts;
  const final = (because: string): DunningDecision => ({ kind: 'final', at: ladder.finalAt, because });
  if (hasNewCard && declineClass !== 'configuration')
    return { kind: 'retry', at, because: 'The customer has given a new card meanwhile.', usesStep: false };
  switch (declineClass) {
    case 'hard':
      return final('The issuer forbids further charges of this card; another card or way to pay is needed.');
    case 'card_problem':
      return final('This card can no longer be charged; a new card is needed.');
    case 'configuration':
      return asAdvised(facts, retryConfiguration(facts));
    case 'soft':
      if (!isUnderstood && retriesUsed >= MAX_RETRIES_NOT_UNDERSTOOD) {
        return final(
          `The reason of the declines is not understood, so no more than ${MAX_RETRIES_NOT_UNDERSTOOD} retries are made.`,
        );
      }
      return asAdvised(facts, retrySoft(facts));
  }
}

function retrySoft({ ladder, retriesUsed, at }: DeclineFacts): DunningDecision {
  const planned = ladder.retries[retriesUsed];
  if (!planned) return { kind: 'final', at: ladder.finalAt, because: 'All planned retries were used.' };
  const moment = noSoonerThanADay(planned, at, ladder);
  if (moment >= ladder.lastRetryBefore) {
    return {
      kind: 'final',
      at: ladder.finalAt,
      because: 'No retry fits before the last step of collection.',
    };
  }
  const why = ladder.reasons[retriesUsed];
  const because = `Retry ${retriesUsed + 1} of ${ladder.retries.length}${why ? `, on ${why}` : ''}: the issuer may approve later.`;
  return { kind: 'retry', at: moment, because, usesStep: true };
}

/**
 * The issuer's wait moves the try now, and not when it is due: the customer is told its day in the mail about this
 * decline, and would be told one that nobody means to keep.
 */
function asAdvised({ advised, ladder }: DeclineFacts, decision: DunningDecision): DunningDecision {
  if (decision.kind === 'final' || advised === null || advised.until <= decision.at) return decision;
  const { times, lastRetryBefore, finalAt } = ladder;
  const at = putOff({ times, lastRetryBefore, planned: decision.at, earliest: advised.until });
  if (at < lastRetryBefore)
    return { ...decision, at, because: `${decision.because} Put off: ${advised.because}.` };
  const because = `No retry fits before the last step of collection: ${advised.because}.`;
  return { kind: 'final', at: finalAt, because };
}

function retryConfiguration({ ladder, at }: DeclineFacts): DunningDecision {
  const moment = aDayLater(at, at, ladder);
  if (moment >= ladder.finalAt) {
    const because = 'The merchant account refused the charge until the last step of collection was reached.';
    return { kind: 'final', at: ladder.finalAt, because };
  }
  const because =
    'The merchant account refused the charge, not the issuer; it is tried again without using a retry.';
  return { kind: 'retry', at: moment, because, usesStep: false };
}

/**
 * A retry that ran late (its process was down, or simply seconds after its time) pushes the next one: the networks
 * count 24 hours between real tries, not between planned ones.
 */
function noSoonerThanADay(planned: Date, declinedAt: Date, ladder: Ladder): Date {
  return planned.getTime() - declinedAt.getTime() >= SPACING_MS
    ? planned
    : aDayLater(declinedAt, planned, ladder);
}

function aDayLater(declinedAt: Date, planned: Date, { times, lastRetryBefore }: Ladder): Date {
  const earliest = new Date(declinedAt.getTime() + SPACING_MS);
  return putOff({ times, lastRetryBefore, planned, earliest });
}
