import { agreementAllows } from '../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../domain/calendar/anchor.js';
import { type CardTry, limitOfCard } from '../../domain/charge/card-limits.js';
import type { Agreement, Card } from '../cards/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { after, CHARGE_SPACING_HOURS, type Moment } from './waits.js';

export interface AttemptFacts extends Moment {
  subscription: Subscription;
  agreement: Agreement | null;
  card: Card | null;
  /** What is to be charged. */
  amountMinor: bigint;
  /** When money was last asked for on this subscription. */
  lastSentAt: Date | null;
  /** What was tried on the card in the last 30 days, for any subscription. */
  cardTries: readonly CardTry[];
}

export type AttemptDecision =
  | { kind: 'attempt'; card: Card; agreement: Agreement }
  | { kind: 'postpone'; at: Date; reason: string }
  /** Nothing can be charged until the customer acts. */
  | { kind: 'cannot'; reason: string }
  /** The subscription ended meanwhile: nothing is collected any more. */
  | { kind: 'over'; reason: string };

/** May this charge be tried now, and with which card? Pure. */
export function decideAttempt({
  subscription,
  agreement,
  card,
  amountMinor,
  lastSentAt,
  cardTries,
  now,
  waitScale,
}: AttemptFacts): AttemptDecision {
  if (subscription.status === 'canceled' || subscription.status === 'ended') {
    return { kind: 'over', reason: `the subscription is ${subscription.status}` };
  }
  if (card === null || agreement === null || agreement.cardId === null) {
    return { kind: 'cannot', reason: 'there is no card on file' };
  }
  if (card.status !== 'active') {
    return { kind: 'cannot', reason: card.refusedReason ?? 'the card on file can no longer be charged' };
  }
  const today = localDateOf(now, subscription.timeZone);
  const allowed = agreementAllows({ ...agreement, today, chargeMinor: amountMinor });
  if (!allowed.ok) return { kind: 'cannot', reason: allowed.reason };
  const earliest =
    lastSentAt === null ? now : after({ now, waitScale }, { hours: CHARGE_SPACING_HOURS }, lastSentAt);
  if (earliest > now) {
    return {
      kind: 'postpone',
      at: earliest,
      reason: `no two charges of a card within ${CHARGE_SPACING_HOURS} hours`,
    };
  }
  const limit = limitOfCard({ brand: card.brand, tries: cardTries }, now);
  if (limit.kind === 'never') return { kind: 'cannot', reason: limit.because };
  if (limit.kind === 'wait') return { kind: 'postpone', at: limit.until, reason: limit.because };
  return { kind: 'attempt', card, agreement };
}
