import { after, MAX_REJECTIONS, type Moment, RETRY_SPACING_HOURS } from './waits.js';

export interface RefusalFacts extends Moment {
  /** How often requests of this charge were refused before. */
  rejections: number;
  /** Whether a card that can be charged has taken the place of the one in the request meanwhile. */
  hasNewCard: boolean;
  reason: string;
}

export type AfterRefusal =
  { kind: 'block'; rejections: number } | { kind: 'retry'; at: Date; reason: string; rejections: number };

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
    return { kind: 'retry', at: now, reason, rejections: facts.rejections };
  }
  const rejections = facts.rejections + 1;
  if (rejections >= MAX_REJECTIONS) return { kind: 'block', rejections };
  const at = after(facts, { hours: RETRY_SPACING_HOURS });
  return { kind: 'retry', at, reason: `the request was refused: ${facts.reason}`, rejections };
}
