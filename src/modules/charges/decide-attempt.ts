import { agreementAllows } from '../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../domain/calendar/anchor.js';
import { type CardTry, limitOfCard } from '../../domain/charge/card-limits.js';
import { putOff } from '../../domain/dunning/ladder.js';
import type { Agreement, Card } from '../cards/index.js';
import type { Invoice } from '../invoices/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Charge } from './charge.entity.js';
import { readLadder } from './ladder-view.js';
import type { CurrentObstacles } from './obstacles.js';
import {
  after,
  CARD_IN_USE_MINUTES,
  CHARGE_SPACING_HOURS,
  IN_DOUBT_HOURS,
  type Moment,
  RETRY_SPACING_HOURS,
} from './waits.js';

export interface AttemptFacts extends Moment, CurrentObstacles {
  subscription: Subscription;
  agreement: Agreement | null;
  card: Card | null;
  charge: Pick<
    Charge,
    'invoiceId' | 'amountMinor' | 'ladder' | 'nextActionAt' | 'nextActionReason' | 'cardGivenAt'
  >;
  /** When money was last asked for on this subscription. */
  lastSentAt: Date | null;
  /** What was tried on the card: in the last 30 days for any subscription, and ever for this invoice. */
  cardTries: readonly CardTry[];
  invoice: Pick<Invoice, 'kind' | 'createdAt'>;
}

export type AttemptDecision =
  | { kind: 'attempt'; card: Card; agreement: Agreement }
  | { kind: 'postpone'; at: Date; reason: string }
  /** Nothing can be charged until the customer acts. */
  | { kind: 'cannot'; reason: string }
  /** The subscription ended meanwhile: nothing is collected any more. */
  | { kind: 'over'; reason: string };

const TOO_LATE = 'the time of this retry has passed; the next one that the policy allows is waited for';

/** May this charge be tried now, and with which card? Pure. */
export function decideAttempt(facts: AttemptFacts): AttemptDecision {
  const { subscription, agreement, card, charge, now } = facts;
  if (isOver(subscription, facts.invoice)) {
    return { kind: 'over', reason: `the subscription is ${subscription.status}` };
  }
  if (card === null || agreement === null || agreement.cardId === null) {
    return { kind: 'cannot', reason: 'there is no card on file' };
  }
  if (card.status !== 'active') {
    return { kind: 'cannot', reason: whyUnusable(card) };
  }
  const today = localDateOf(now, subscription.timeZone);
  const allowed = agreementAllows({ ...agreement, today, chargeMinor: charge.amountMinor });
  if (!allowed.ok) return { kind: 'cannot', reason: allowed.reason };
  const { brand, renewedAt } = card;
  const history = { brand, renewedAt, tries: facts.cardTries, invoiceId: charge.invoiceId };
  const limit = limitOfCard(history, now);
  if (limit.kind === 'never') return { kind: 'cannot', reason: limit.because };
  const waits = [...waitsOf(facts), limit].filter((wait) => wait.kind === 'wait');
  const [longest] = waits.sort((a, b) => b.until.getTime() - a.until.getTime());
  if (longest) return { kind: 'postpone', at: longest.until, reason: longest.because };
  return { kind: 'attempt', card, agreement };
}

function whyUnusable({ refusedReason, statusReason }: Card): string {
  return refusedReason ?? statusReason ?? 'the card on file can no longer be charged';
}

/** Nothing is collected after the end but what was invoiced after it: the usage before it. */
export function isOver(
  { status, endedAt }: Pick<Subscription, 'status' | 'endedAt'>,
  invoice: AttemptFacts['invoice'],
): boolean {
  if (status !== 'canceled' && status !== 'ended') return false;
  return invoice.kind === 'recurring' || endedAt === null || invoice.createdAt < endedAt;
}

interface Wait {
  kind: 'wait';
  until: Date;
  because: string;
}

/** All that must pass first; those that have passed already are left out. */
function waitsOf(facts: AttemptFacts): Wait[] {
  const { lastSentAt, cardTries, charge, isCardInUse, isInDoubt, gatewayHold, now } = facts;
  const lastDecline = lastOf(cardTries.filter(({ declined }) => declined));
  const lastForIt = lastOf(cardTries.filter(({ invoiceId }) => invoiceId === charge.invoiceId));
  const waits: [Date | null, string][] = [
    [
      isCardInUse ? after(facts, { minutes: CARD_IN_USE_MINUTES }) : null,
      'the card is being charged for another subscription; its answer is waited for',
    ],
    [
      isInDoubt ? after(facts, { hours: IN_DOUBT_HOURS }) : null,
      'another payment of the subscription is still being found out',
    ],
    [gatewayHold?.until ?? null, gatewayHold?.reason ?? ''],
    [
      lastSentAt && after(facts, { hours: CHARGE_SPACING_HOURS }, lastSentAt),
      `no two charges of a card within ${CHARGE_SPACING_HOURS} hours`,
    ],
    [
      lastDecline && after(facts, { hours: CHARGE_SPACING_HOURS }, lastDecline),
      `the card was declined less than ${CHARGE_SPACING_HOURS} hours ago`,
    ],
    [
      lastForIt && after(facts, { hours: RETRY_SPACING_HOURS }, lastForIt),
      `the card was tried for this invoice less than ${RETRY_SPACING_HOURS} hours ago`,
    ],
    [timeOfLateRetry(facts), TOO_LATE],
  ];
  return waits.flatMap(([until, because]) =>
    until !== null && until > now ? [{ kind: 'wait' as const, until, because }] : [],
  );
}

function lastOf(tries: readonly CardTry[]): Date | null {
  return tries.length === 0 ? null : new Date(Math.max(...tries.map(({ at }) => at.getTime())));
}

/**
 * One that was held up beyond its day, by a stop of ours or of the gateway's, is not made in the night or on a weekend.
 * Held up again after it has waited for its hour, it is made at the first hour of a business day: where the requests of
 * each day are used up before that hour comes, it would be put off until its last day.
 */
function timeOfLateRetry({ charge, now }: AttemptFacts): Date | null {
  const { ladder, nextActionAt, nextActionReason, cardGivenAt } = charge;
  if (ladder === null || nextActionAt === null || cardGivenAt !== null) return null;
  // Brought forward by somebody who asks for it: they know what hour it is.
  if (nextActionAt > now) return null;
  const { times, ...late } = { ...readLadder(ladder), planned: nextActionAt, earliest: now };
  const isAgain = nextActionReason === TOO_LATE;
  return putOff({ ...late, times: times && isAgain ? { ...times, localHour: null } : times });
}
