import { describeDayOf } from '../calendar/local-time.js';

export const REASON_CODES = [
  'recovering',
  'charging_stopped',
  'quarantined',
  'billing_fails',
  'over',
  'incomplete',
  'paused',
  'unpaid',
  'trial',
  'cancel_pending',
  'cancel_at_period_end',
  'in_review',
  'in_doubt',
  'manual',
  'customer_pays',
  'dunning',
  'waiting',
  'given_up',
  'no_card',
  'card_unusable',
  'agreement',
  'held',
  'breaker',
  'budget',
  'free',
  'nothing_to_charge',
  'threshold_held',
  'due_now',
  'ends_first',
  'not_due',
  'test_clock',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  code: ReasonCode;
  sentence: string;
  /** When it passes by itself; null: not before somebody acts, or unknown. */
  until: Date | null;
}

export const reason = (code: ReasonCode, sentence: string, until: Date | null = null): Reason => ({
  code,
  sentence,
  until,
});

export function day(at: Date, { timeZone }: { timeZone: string }): string {
  return describeDayOf(at, timeZone);
}

export function on(at: Date | null, facts: { timeZone: string }): string {
  return at === null ? '' : ` on ${day(at, facts)}`;
}

export function because(why: string | null): string {
  return why === null || why === '' ? '' : `: ${why.replace(/[.\s]+$/, '')}`;
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
