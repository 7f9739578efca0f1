import { atLocalHour } from '../calendar/local-time.js';
import { Temporal } from '../kernel/temporal.js';

/** What Ottu answered to a deletion. */
export type DeletionAnswer =
  | { kind: 'deleted' | 'not_found' }
  /** It would not: as a rule because an agreement at Ottu is bound to the card. */
  | { kind: 'refused'; message: string }
  /** There is no deletion for this account, as in Saudi Arabia. */
  | { kind: 'unavailable'; message: string }
  | { kind: 'unauthorized'; message: string }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'trouble'; message: string };

export type DeletionStep =
  { kind: 'gone'; keptAtOttu: boolean; reason: string | null } | { kind: 'again'; at: Date; reason: string };

const LOCKED_RETRY_DAYS = 7;
const UNAUTHORIZED_RETRY_HOURS = 24;
const LONGEST_WAIT_MINUTES = 24 * 60;

/**
 * What follows. `lockedUntil` is the last day of the agreements that the card was under: Ottu keeps a card as long
 * as one of them runs, also when nothing is billed by it any more, and no call ends an agreement.
 */
export function afterDeletionCall(
  answer: DeletionAnswer,
  { tries, lockedUntil, now }: { tries: number; lockedUntil: string | null; now: Date },
): DeletionStep {
  switch (answer.kind) {
    case 'deleted':
    case 'not_found':
      return { kind: 'gone', keptAtOttu: false, reason: null };
    case 'unavailable':
      return { kind: 'gone', keptAtOttu: true, reason: `Ottu offers no deletion here: ${answer.message}` };
    case 'refused': {
      const reason = `Ottu keeps the card for now: ${answer.message}`;
      return { kind: 'again', at: dayAfter(lockedUntil, now) ?? minutesLater(now, LOCKED_RETRY_DAYS * 1440), reason }; // prettier-ignore
    }
    case 'unauthorized':
      return {
        kind: 'again',
        at: minutesLater(now, UNAUTHORIZED_RETRY_HOURS * 60),
        reason: `the API user may not delete cards: ${answer.message}`,
      };
    case 'rate_limited':
      return {
        kind: 'again',
        at: minutesLater(now, Math.max(1, Math.ceil(answer.retryAfterSeconds / 60))),
        reason: 'no request to Ottu is left for it now',
      };
    case 'trouble': {
      const minutes = Math.min(LONGEST_WAIT_MINUTES, 5 * 2 ** Math.min(tries, 10));
      return {
        kind: 'again',
        at: minutesLater(now, minutes),
        reason: `Ottu did not confirm it: ${answer.message}`,
      };
    }
  }
}

function dayAfter(localDate: string | null, now: Date): Date | null {
  if (localDate === null) return null;
  // Wherever the account's day ends, it has ended two days on.
  const at = atLocalHour(Temporal.PlainDate.from(localDate).add({ days: 2 }).toString(), 0, 'UTC');
  return at > now ? at : null;
}

function minutesLater(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
