/**
 * What a call to the payment platform is for, the most urgent first.
 * - interactive: somebody waits at a screen
 * - inquiry: money may have moved and nobody knows
 * - charge: a saved card is to be charged
 * - housekeeping: nothing is lost if it happens tomorrow
 */
export const CALL_CLASSES = ['interactive', 'inquiry', 'charge', 'housekeeping'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

/**
 * How far, in percent of the day's requests, all calls together may have gone before a class has to wait.
 * So the last of the day belongs to those who wait at a screen, and before them to the questions about money
 * under way, with what charges that have begun still need.
 */
export const CEILING_PERCENT: Readonly<Record<CallClass, number>> = {
  interactive: 100,
  inquiry: 98,
  charge: 85,
  housekeeping: 70,
};

/** A charge makes a session and then charges it; both are set aside before it begins. */
export const REQUESTS_PER_CHARGE = 2;
/** The most that one process begins in one batch: a batch costs some forty statements, however many are in it. */
export const CHARGES_AT_ONCE = 200;

/**
 * Set aside at once for one process, so that the row of the day is not written for each call: what a batch of
 * charges needs, and not more than a 225th of the day, which is what a process that dies takes with it.
 */
export function blockOf(limit: number): number {
  const batch = REQUESTS_PER_CHARGE * CHARGES_AT_ONCE;
  return Math.min(batch, Math.max(REQUESTS_PER_CHARGE, Math.floor(limit / 225)));
}

export interface Day {
  limit: number;
  /** Set aside by now, for all classes together. */
  used: number;
}

/**
 * How many of the wanted requests a class gets, in whole units: half a charge would be a session that nobody
 * may charge any more.
 */
export function grant({ limit, used }: Day, callClass: CallClass, wanted: number): number {
  const room = Math.floor((limit * CEILING_PERCENT[callClass]) / 100) - used;
  const unit = callClass === 'charge' ? REQUESTS_PER_CHARGE : 1;
  return Math.max(0, Math.floor(Math.min(wanted, room) / unit) * unit);
}

/** The UTC day of an instant, YYYY-MM-DD, and the instant at which it ends. */
export function utcDay(now: Date): { day: string; endsAt: Date } {
  const start = Math.floor(now.getTime() / 86_400_000) * 86_400_000;
  return { day: new Date(start).toISOString().slice(0, 10), endsAt: new Date(start + 86_400_000) };
}
