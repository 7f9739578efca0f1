import type { Attempt } from './attempt.entity.js';
import { troubleOf } from './give-to-human.js';
import { obstructedSince } from './obstructed.js';
import {
  after,
  LEAST_TRIES_UNSENT,
  MAX_FAILURES,
  type Moment,
  MOST_DAYS_OBSTRUCTED,
  MOST_DAYS_UNSENT,
} from './waits.js';

/** What is kept of an attempt whose sending threw, by which it is known once it is proven that nothing went out. */
export function sendingFailed(error: Error): NonNullable<Attempt['trouble']> {
  return { ...troubleOf(error.message), code: 'sending_failed' };
}

/** Settling what is proven unsent tells why, except where an error of ours is the better answer. */
export function keptTrouble({ trouble }: Attempt, told: NonNullable<Attempt['trouble']>) {
  return trouble?.code === 'sending_failed' ? trouble : told;
}

/**
 * Pure. Why an invoice whose last attempt was not sent is tried no more before a person has looked; null while it is.
 * Only what is proven unsent counts, so that no counter ends what may have moved money.
 */
export function whyForPerson(ofInvoice: readonly Attempt[], reason: string, moment: Moment): string | null {
  const isOver = (days: number, since: Date | undefined | null) =>
    since != null && moment.now >= after(moment, { days }, since);
  if (isOver(MOST_DAYS_OBSTRUCTED, obstructedSince(ofInvoice)))
    return `for ${MOST_DAYS_OBSTRUCTED} days ${reason}`;
  const unsent = newestInRow(ofInvoice, wasUnsent);
  const failed = newestInRow(unsent, ({ trouble }) => trouble?.code === 'sending_failed');
  if (failed.length >= MAX_FAILURES) {
    return `sending it failed ${failed.length} times: ${failed[0]!.trouble!.message.slice(0, 300)}`;
  }
  // The days alone would count a time in which charging was stopped and nothing was tried.
  if (unsent.length < LEAST_TRIES_UNSENT || !isOver(MOST_DAYS_UNSENT, unsent.at(-1)!.preparedAt)) return null;
  return `for ${MOST_DAYS_UNSENT} days it could not be sent: ${reason}`;
}

/** Not by a person, and not after closing and asking: those were sent, or may have been, and have ends of their own. */
function wasUnsent({ status, fencedAt, authorizedAt, settledBy }: Attempt): boolean {
  return status === 'abandoned' && fencedAt === null && authorizedAt === null && settledBy !== 'human';
}

/** Of the charges of saved cards; pages between them are the customer's. */
function newestInRow(attempts: readonly Attempt[], belongs: (attempt: Attempt) => boolean): Attempt[] {
  const newestFirst = attempts.filter(({ kind }) => kind === 'mit').sort((a, b) => b.n - a.n);
  const end = newestFirst.findIndex((attempt) => !belongs(attempt));
  return end === -1 ? newestFirst : newestFirst.slice(0, end);
}
