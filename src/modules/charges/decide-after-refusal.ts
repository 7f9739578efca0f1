import { after, MAX_REJECTIONS, type Moment, RETRY_SPACING_HOURS } from './waits.js';

/** Refused so often, a request may be refused for its card: the customer's cards are compared. Once for a charge. */
export const REFUSALS_BEFORE_A_LOOK = 2;

export interface RefusalFacts extends Moment {
  /** How often requests of this charge were refused before. */
  rejections: number;
  /** Whether a card that can be charged has taken the place of the one in the request meanwhile. */
  hasNewCard: boolean;
  reason: string;
}

export type AfterRefusal =
  | { kind: 'block'; rejections: number }
  | {
      kind: 'retry';
      at: Date;
      reason: string;
      rejections: number;
      /** Ottu may not have the card any more. */ looksAtCards: boolean;
    };

/**
 * What follows a charge call that Ottu did not take. The usual cause is the request, and it is made again a day later,
 * a few times. Where the customer gave another card while the call was on its way, the cause is that: Ottu has moved
 * the agreement already and charges the old card no more. Counted and put off, the new card would wait for a day, and
 * the charge be nearer to a person who can do nothing about it. Pure.
 */
export function decideAfterRefusal(facts: RefusalFacts): AfterRefusal {
  const { hasNewCard, now } = facts;
  if (hasNewCard) {
    const reason = `the customer has given a new card meanwhile; with the old one the request was refused: ${facts.reason}`;
    return { kind: 'retry', at: now, reason, rejections: facts.rejections, looksAtCards: false };
  }
  const rejections = facts.rejections + 1;
  if (rejections >= MAX_REJECTIONS) return { kind: 'block', rejections };
  const at = after(facts, { hours: RETRY_SPACING_HOURS });
  const reason = `the request was refused: ${facts.reason}`;
  return { kind: 'retry', at, reason, rejections, looksAtCards: rejections === REFUSALS_BEFORE_A_LOOK };
}
