import { after, type Attempt, type Moment } from '../charges/index.js';

/** So long the platform may take to tell of a card that was just used; then the customer is asked for another. */
export const CARD_PATIENCE_HOURS = 6;
/** What was not told by then is not asked for any more. */
export const CARD_MOST_DAYS = 30;

export interface CardStep {
  /** The merchant is told that the next charge has no card, should that not be known yet. */
  tell: boolean;
  /** When to ask again; null: never. */
  at: Date | null;
}

/** A first payment is paid and the platform names no card for the next one: some wallets leave none. Pure. */
export function nextCardStep(
  { checks, resolvedAt, preparedAt }: Pick<Attempt, 'checks' | 'resolvedAt' | 'preparedAt'>,
  moment: Moment,
): CardStep {
  const paidAt = resolvedAt ?? preparedAt;
  const tellAt = after(moment, { hours: CARD_PATIENCE_HOURS }, paidAt);
  if (moment.now >= after(moment, { days: CARD_MOST_DAYS }, paidAt)) return { tell: true, at: null };
  const next = after(moment, { minutes: 2 ** Math.min(checks, 10) });
  const tell = moment.now >= tellAt;
  return { tell, at: !tell && next > tellAt ? tellAt : next };
}
