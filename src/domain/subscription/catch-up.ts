import type { Period } from '../calendar/period.js';

export const CATCH_UP_POLICIES = ['each', 'latest', 'ask'] as const;
/** each: every missed period is billed, in order. latest: only the one that runs now. ask: a person says. */
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

export interface CatchUp {
  policy: CatchUpPolicy;
  /** Periods that were over by then are not asked about any more: a person has looked at them. */
  confirmedUntil: Date | null;
}

/** More periods of one subscription at once are billed by nobody's rule, but by a person's word. */
export const MOST_CAUGHT_UP = 31;

export type MissedPeriod =
  { kind: 'bill' } | { kind: 'skip'; reason: string } | { kind: 'ask'; reason: string };

/**
 * What becomes of a period that was over before anybody could bill it. `behind` is how many periods later it is.
 * Not every one is billed however many there are: a clock that was set wrong, or an import with an old anchor,
 * would charge a customer for years.
 */
export function judgeMissed(
  { policy, confirmedUntil }: CatchUp,
  period: Period,
  behind: number,
): MissedPeriod {
  // Before a person's word: they release what failed, and who sells only the latest asks nobody about the others.
  if (policy === 'latest') {
    const reason =
      'it was over before it could be billed, and the plan bills only the latest after a downtime';
    return { kind: 'skip', reason };
  }
  if (confirmedUntil !== null && period.end <= confirmedUntil) return { kind: 'bill' };
  if (policy === 'each' && behind <= MOST_CAUGHT_UP) return { kind: 'bill' };
  const why =
    policy === 'ask'
      ? 'the plan asks a person before they are billed'
      : `at most ${MOST_CAUGHT_UP} are billed at once`;
  const many = `${behind} period${behind === 1 ? ' was' : 's were'} missed`;
  return { kind: 'ask', reason: `${many}, from ${period.start.toISOString()} on; ${why}` };
}

/** Of several plans together, the one that bills least by itself. */
export function strictestCatchUp(policies: readonly CatchUpPolicy[]): CatchUpPolicy {
  if (policies.includes('ask')) return 'ask';
  return policies.includes('latest') ? 'latest' : 'each';
}
