import { AppError } from '../../platform/http/app-error.js';

/** Longer than anybody agrees to anything, and within what periods of a day can be counted to. */
export const MOST_YEARS_AHEAD = 50;

const YEAR_MS = 365.25 * 86_400_000;

/**
 * What is planned is planned for a moment that comes. The year 9999, which people send for "never", is further than
 * periods of a day are counted: it would fail in the calendar instead of being refused. @throws AppError
 */
export function requireFuture(field: string, at: Date, now: Date, hint = ''): void {
  if (at > now && isWithinReach(at, now)) return;
  const allowed = `must be in the future and at most ${MOST_YEARS_AHEAD} years ahead${hint}`;
  throw AppError.field('rule_violation', field, allowed);
}

/** For what has its own rule of the soonest. @throws AppError */
export function requireWithinReach(field: string, at: Date, now: Date): void {
  if (isWithinReach(at, now)) return;
  throw AppError.field('rule_violation', field, `must be at most ${MOST_YEARS_AHEAD} years ahead`);
}

function isWithinReach(at: Date, now: Date): boolean {
  return at.getTime() <= now.getTime() + MOST_YEARS_AHEAD * YEAR_MS;
}
