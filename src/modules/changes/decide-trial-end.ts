import { MOST_TRIAL_DAYS } from '../../domain/subscription/trial.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Subscription } from '../subscriptions/index.js';

type Row = Pick<Subscription, 'publicId' | 'status' | 'trialEnd' | 'cancelRequestedAt'>;

export interface TrialEndFacts {
  subscription: Row;
  /** Whether a change of items is made as soon as its customer agrees, and not after the end of the trial. */
  waitsForConsent: boolean;
  /** Null: now. */
  asked: Date | null;
  now: Date;
}

/** When a trial ends that somebody makes longer or shorter. Pure. @throws AppError where it cannot be moved, or not there */
export function decideTrialEnd({ subscription, waitsForConsent, asked, now }: TrialEndFacts): Date {
  const { status, trialEnd, cancelRequestedAt } = subscription;
  if (status !== 'trialing' || trialEnd === null) throw conflict(subscription, 'no trial is running');
  if (cancelRequestedAt !== null)
    throw conflict(subscription, 'its cancel waits for the answer to a payment, and nothing more is billed');
  // What was used since would be free for a second time.
  if (trialEnd <= now)
    throw conflict(subscription, 'its trial is over, and its first period is billed first');
  // It may be made until the end that was told, and would be made in the middle of another time.
  if (waitsForConsent)
    throw conflict(subscription, 'a change waits for its customer until the trial ends; undo that first');
  if (asked === null) return now;
  const most = new Date(now.getTime() + MOST_TRIAL_DAYS * 86_400_000);
  if (asked > now && asked <= most) return asked;
  const message = `must be in the future and at most ${MOST_TRIAL_DAYS} days ahead; leave it out for now`;
  throw AppError.field('rule_violation', 'trial_end', message);
}

function conflict({ publicId, status }: Row, why: string): AppError {
  return new AppError('conflict', `Subscription ${publicId} is ${status}: ${why}`);
}
