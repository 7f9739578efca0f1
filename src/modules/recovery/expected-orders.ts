import { type BillingInput, decideBilling } from '../../domain/subscription/billing.js';
import type { Period } from '../../domain/calendar/period.js';

/** Periods of one subscription that are asked for; a year of days, and more than any gap. */
const MOST_PERIODS = 400;
/** How soon the engine tries again after a try of which the platform never heard: one minute, then twice as long. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;

/** The order numbers of one charge that are asked for unless an operator wants more. */
export const DEPTH = 4;

/**
 * How many tries of a charge may lie between when it was due and the end of the gap. The platform knows of no
 * try whose session could not be opened, so that it has not heard of the first proves nothing about the second.
 * At most `depth`: a try beyond it takes an outage of the platform that was longer than all pauses before it.
 */
export function triesPossible(dueAt: Date, gapTo: Date, depth: number): number {
  let at = dueAt.getTime() + FIRST_RETRY_MS;
  let tries = 1;
  for (let pause = FIRST_RETRY_MS; tries < depth && at <= gapTo.getTime(); tries++) {
    pause = Math.min(2 * pause, LONGEST_RETRY_MS);
    at += pause;
  }
  return tries;
}

/**
 * The periods that the engine may have billed and charged until `until`, counted from what this subscription's
 * row still knows. Whatever was billed by then was billed by the same decision from the same facts.
 */
export function periodsPossible(subscription: BillingInput, until: Date): Period[] {
  const periods: Period[] = [];
  let { status, nextPeriodIndex } = subscription;
  // One that was not paid for yet may have been since, and then its first periods were charged.
  if (status === 'incomplete') status = 'active';
  while (periods.length < MOST_PERIODS) {
    // Its card may have been saved since; asking too much harms nobody.
    const decision = decideBilling({ ...subscription, status, nextPeriodIndex, hasUsableCard: true }, until);
    if (decision.kind !== 'bill') break;
    periods.push(decision.period);
    status = 'active';
    nextPeriodIndex = decision.period.index + 1;
  }
  return periods;
}
