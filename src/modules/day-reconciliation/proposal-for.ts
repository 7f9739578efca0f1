import { type Proposal, proposeAction } from '../../domain/day-report/propose-action.js';
import type { Figures, ReportDifference } from './report-difference.entity.js';

type Told = Pick<
  ReportDifference,
  'type' | 'ours' | 'theirs' | 'platform' | 'sessionId' | 'attemptId' | 'decidedAction'
>;

/** Pure. What is proposed of a difference as it is kept. */
export function proposalFor(told: Told): Proposal {
  const { type, ours, theirs, platform, sessionId, attemptId, decidedAction } = told;
  return proposeAction({
    type,
    ours: ours && {
      kind: text(ours, 'kind')!,
      status: text(ours, 'status')!,
      sessionId: text(ours, 'session_id'),
      amount: text(ours, 'amount')!,
      currency: text(ours, 'currency')!,
    },
    file: theirs && { operation: text(theirs, 'operation')! },
    platform: platform && {
      state: text(platform, 'state')!,
      amount: text(platform, 'amount'),
      currency: text(platform, 'currency'),
    },
    sessionId,
    isOfOurs: attemptId !== null,
    wasReadAgain: decidedAction === 'read_file_again',
  });
}

function text(figures: Figures, name: string): string | null {
  const value = figures[name];
  return typeof value === 'string' ? value : null;
}
