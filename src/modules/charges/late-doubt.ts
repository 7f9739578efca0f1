import type { Attempt } from './attempt.entity.js';
import type { Verdict } from './judge-look.js';

/**
 * Pure. Why money may have come to an attempt that was settled as unpaid, although not as it was asked for; null
 * when nothing speaks for it, or when a person has judged this very thing.
 */
export function lateDoubt(
  attempt: Pick<Attempt, 'settledBy' | 'trouble' | 'authorizedAt'>,
  verdict: Verdict,
): string | null {
  const reason = reasonOf(attempt, verdict);
  if (reason === null) return null;
  const told = attempt.trouble?.message;
  // By itself, or as what a week of asking ended with.
  const isTold = told === reason || told?.endsWith(`: ${reason}`) === true;
  return attempt.settledBy === 'human' && isTold ? null : reason;
}

function reasonOf({ authorizedAt }: Pick<Attempt, 'authorizedAt'>, verdict: Verdict): string | null {
  if (verdict.kind === 'contradiction') return verdict.reason.slice(0, 500);
  // Held before and let go as far as we know: the platform does not tell what became of it.
  if (verdict.kind !== 'held' || authorizedAt !== null) return null;
  return 'the bank holds money for it, although it had been settled as unpaid: capture or void it at the payment platform';
}

/** Whether this very thing was seen once before. */
export function isSeenBefore({ contradiction }: Pick<Attempt, 'contradiction'>, reason: string): boolean {
  return contradiction === reason.slice(0, 500);
}

/** What cannot be read and says that money moved, when it was asked for long enough: a contradiction like any other. */
export function asTold(verdict: Verdict): Verdict {
  const saysPaid = verdict.kind === 'unreadable' && verdict.saysPaid === true;
  return saysPaid ? { kind: 'contradiction', reason: verdict.reason } : verdict;
}
