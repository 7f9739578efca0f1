/** The places at which a test may kill the process, in the order of the charge protocol, then of others. */
export const CRASH_POINTS = [
  'after-billing',
  'after-claim',
  'before-session',
  'after-session',
  'after-sent',
  'after-bytes-out',
  'after-answer',
  'inside-settle',
  'after-settle',
  'webhook-stored',
  'after-refund-claim',
  'before-refund-sent',
  'after-refund-sent',
  'after-refund-answer',
  'inside-refund-settle',
  'inside-migration',
  'after-migration',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { point: string; countdown: number } | null = null;

/** Arms one crash point, for tests: `after-sent` at its first passing, `after-sent:3` at its third. */
export function armCrashpoint(setting: string | undefined): void {
  if (setting === undefined) return;
  const [point, count] = setting.split(':');
  if (!CRASH_POINTS.includes(point as CrashPoint)) {
    throw new Error(`CRASH_AT names ${point}; allowed are ${CRASH_POINTS.join(', ')}`);
  }
  armed = { point: point!, countdown: Number(count ?? 1) };
}

/** Ends the process as `kill -9` would, when a test armed this point. Otherwise nothing. */
export function crashpoint(point: CrashPoint): void {
  if (armed === null || armed.point !== point || --armed.countdown > 0) return;
  process.kill(process.pid, 'SIGKILL');
}
