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
  const isJudged = attempt.settledBy === 'human' && attempt.trouble?.message === reason;
  return isJudged ? null : reason;
}

function reasonOf({ authorizedAt }: Pick<Attempt, 'authorizedAt'>, verdict: Verdict): string | null {
  if (verdict.kind === 'contradiction') return verdict.reason.slice(0, 500);
  // Held before and let go as far as we know: the platform does not tell what became of it.
  if (verdict.kind !== 'held' || authorizedAt !== null) return null;
  return 'the bank holds money for it, although it had been settled as unpaid: capture or void it at the payment platform';
}
