const HOUR_MS = 3_600_000;

/** When a case that began at `since` is told of again, if it is still there. */
export function firstReminder(since: Date, hours: number): Date {
  return new Date(since.getTime() + hours * HOUR_MS);
}

/**
 * And again, each time after twice as long a wait: nothing is forgotten, and a case of a month does not fill the
 * timeline. One that ran late, after a downtime, is told of once.
 */
export function nextReminder(since: Date, now: Date, hours: number): Date {
  let wait = hours * HOUR_MS;
  while (since.getTime() + wait <= now.getTime()) wait *= 2;
  return new Date(since.getTime() + wait);
}

/** Whole hours that it has waited. */
export function hoursWaited(since: Date, now: Date): number {
  return Math.floor((now.getTime() - since.getTime()) / HOUR_MS);
}
