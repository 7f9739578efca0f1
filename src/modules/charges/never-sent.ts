import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import type { Subscription } from '../subscriptions/index.js';
import { troubleOf } from './give-to-human.js';
import { obstructedSince } from './obstructed.js';
import {
  after,
  LEAST_DAYS_UNSENT,
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

interface Facts extends Moment {
  charge: Pick<Charge, 'releasedAt'>;
  subscription: Pick<Subscription, 'cancelRequestedAt'> | null;
}

/**
 * Pure. Why an invoice whose last attempt was not sent is tried no more before a person has looked; null while it is.
 * Only what is proven unsent counts, so that no counter ends what may have moved money; and only since a person has
 * let it go on, who would be called again for its first hiccup.
 */
export function whyForPerson(ofInvoice: readonly Attempt[], reason: string, facts: Facts): string | null {
  // The cancel that waits for this answer ends what it finds planned, and would leave for ever what a person must see.
  if (facts.subscription?.cancelRequestedAt) return null;
  const isOver = (days: number, since: Date | undefined | null) =>
    since != null && facts.now >= after(facts, { days }, since);
  const counted = ofInvoice.filter((one) => isSinceRelease(one, facts.charge));
  if (isOver(MOST_DAYS_OBSTRUCTED, obstructedSince(counted)))
    return `for ${MOST_DAYS_OBSTRUCTED} days ${reason}`;
  const unsent = newestInRow(counted, wasUnsent);
  const failed = newestInRow(unsent, ({ trouble }) => trouble?.code === 'sending_failed');
  if (failed.length >= MAX_FAILURES) {
    return `sending it failed ${failed.length} times: ${failed[0]!.trouble!.message.slice(0, 300)}`;
  }
  // The time alone would count days in which charging was stopped and nothing was tried.
  const isWeek =
    isOver(MOST_DAYS_UNSENT, unsent.at(-1)?.preparedAt) && daysOf(unsent, facts) >= LEAST_DAYS_UNSENT;
  return isWeek ? `for ${MOST_DAYS_UNSENT} days it could not be sent: ${reason}` : null;
}

function isSinceRelease({ preparedAt }: Attempt, { releasedAt }: Pick<Charge, 'releasedAt'>): boolean {
  return releasedAt === null || preparedAt >= releasedAt;
}

/** On how many different days, counted from the first, it was tried. */
function daysOf(row: readonly Attempt[], moment: Moment): number {
  const first = row.at(-1)!.preparedAt;
  const day = after(moment, { days: 1 }, first).getTime() - first.getTime();
  return new Set(row.map(({ preparedAt }) => Math.floor((preparedAt.getTime() - first.getTime()) / day)))
    .size;
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
