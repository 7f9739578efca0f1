import type { AttemptState } from '../../src/domain/charge/attempt-states.js';
import type { Attempt } from '../../src/modules/charges/index.js';

export const NOW = new Date('2027-02-10T06:00:00Z');
export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const moment = { now: NOW, waitScale: 1 };

export const ago = (ms: number) => new Date(NOW.getTime() - ms);

/** Sent a minute ago on a session that is known, and nothing more. */
export function attempt(status: AttemptState, over: Partial<Attempt> = {}): Attempt {
  return {
    status,
    sessionId: 's1',
    preparedAt: ago(2 * MINUTE),
    sentAt: ago(MINUTE),
    fencedAt: null,
    resolvedAt: null,
    expiresAt: null,
    checks: 0,
    inquiries: 0,
    holdUntil: ago(-5 * DAY),
    holdWarnedAt: null,
    authorizedAt: null,
    trouble: null,
    contradiction: null,
    settledBy: null,
    ...over,
  } as Attempt;
}
