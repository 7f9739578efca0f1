import { MAX_RETRIES_NOT_UNDERSTOOD } from '../dunning/decide-after-decline.js';
import { MAX_DUNNING_DAYS, MAX_RETRIES } from '../dunning/policy.js';
import { type CardNetwork, networkOf } from './card-network.js';

/**
 * What the card networks allow a merchant to try on one card, counted over all its subscriptions.
 * Sources: Visa's rules on reattempts (15 in 30 days after a decline), Mastercard's excessive-attempt
 * limits (10 in 24 hours, 35 in 30 days) and its merchant advice codes.
 */
export interface CardTry {
  /** When the charge was sent. */
  at: Date;
  declined: boolean;
  /** Mastercard's merchant advice code, where the gateway told it. */
  adviceCode: string | null;
  /** For which invoice; absent where it does not matter. */
  invoiceId?: bigint;
  /** The merchant's account was refused: the networks count it, the customer's invoice does not. */
  isMerchantsFault?: boolean;
  /** Why it was declined nobody could read, so it may have been a "never again". */
  isNotUnderstood?: boolean;
}

export interface CardHistory {
  /** As the gateway tells it: VISA, MASTERCARD, …; null when unknown. */
  brand: string | null;
  /** Tries that reached the network in the last 30 days; also older ones for the invoice, and the newest. In any order. */
  tries: readonly CardTry[];
  /** The invoice that is to be charged now. */
  invoiceId?: bigint;
  /** When its holder gave the card that took its place under the same token; null when none did. */
  renewedAt?: Date | null;
}

export type CardLimit =
  | { kind: 'allowed' }
  | { kind: 'wait'; until: Date; because: string }
  /** Only another card, or the customer, helps. */
  | { kind: 'never'; because: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Wall {
  tries: number;
  withinDays: number;
  /** Visa counts what follows a decline, Mastercard every try. */
  counts: 'declined' | 'all';
  name: string;
}

const WALLS: Readonly<Record<CardNetwork, readonly Wall[]>> = {
  visa: [{ tries: 15, withinDays: 30, counts: 'declined', name: 'Visa allows 15 reattempts in 30 days' }],
  mastercard: [
    { tries: 10, withinDays: 1, counts: 'all', name: 'Mastercard allows 10 tries in 24 hours' },
    { tries: 35, withinDays: 30, counts: 'all', name: 'Mastercard allows 35 tries in 30 days' },
  ],
  other: [],
  unknown: [],
};

/** Hours to wait after a merchant advice code; Mastercard names each. */
const ADVICE_WAIT_HOURS: Readonly<Record<string, number>> = {
  '02': 72,
  '24': 1,
  '25': 24,
  '26': 48,
  '27': 96,
  '28': 144,
  '29': 192,
  '30': 240,
};
const ADVICE_NEVER: Readonly<Record<string, string>> = {
  '01': 'the issuer has new card details; the customer must give them',
  '04': 'this card may not be tried again as it is stored',
  '08': 'the card network blocks payments with this card',
  '03': 'the issuer says never to try this card again',
  '21': 'the cardholder stopped these payments',
};

/**
 * May this card be tried at `now`? The strictest rule that applies answers. Of a card that was renewed, advice such as
 * "ask for the new details" has been followed, and its tries for an invoice begin anew; the networks count on.
 */
export function limitOfCard(
  { brand, tries, invoiceId, renewedAt = null }: CardHistory,
  now: Date,
): CardLimit {
  const past = tries.filter(({ at }) => at <= now);
  const ofThisOne = past.filter(({ at }) => renewedAt === null || at > renewedAt);
  const network = networkOf(brand);
  // Mastercard's advice is for its own cards; nobody told us this one's network: then it is obeyed as well.
  const isAdvised = network === 'mastercard' || network === 'unknown';
  const advice: CardLimit = isAdvised ? adviceOf(ofThisOne, now) : { kind: 'allowed' };
  if (advice.kind === 'never') return advice;
  const invoice = limitOfInvoice(ofThisOne, invoiceId, now);
  if (invoice.kind === 'never') return invoice;
  const waits = [advice, ...WALLS[network].map((wall) => behindWall(wall, past, now))].filter(
    (limit): limit is Extract<CardLimit, { kind: 'wait' }> => limit.kind === 'wait',
  );
  return waits.reduce<CardLimit>(
    (longest, limit) => (longest.kind === 'wait' && longest.until >= limit.until ? longest : limit),
    { kind: 'allowed' },
  );
}

/** Whatever a policy says: one card is tried for one invoice at most four times again, and within 21 days. */
function limitOfInvoice(tries: readonly CardTry[], invoiceId: bigint | undefined, now: Date): CardLimit {
  if (invoiceId === undefined) return { kind: 'allowed' };
  const own = tries.filter((one) => one.invoiceId === invoiceId && !one.isMerchantsFault);
  if (own.length > MAX_RETRIES)
    return { kind: 'never', because: `this card was tried again ${MAX_RETRIES} times for the invoice` };
  if (own.length > MAX_RETRIES_NOT_UNDERSTOOD && newestOf(own)?.isNotUnderstood)
    return {
      kind: 'never',
      because: `why this card is declined is not understood, and it was tried again ${MAX_RETRIES_NOT_UNDERSTOOD} times for the invoice`,
    };
  const first = Math.min(...own.map(({ at }) => at.getTime()));
  return now.getTime() - first >= MAX_DUNNING_DAYS * DAY_MS
    ? {
        kind: 'never',
        because: `this card was first tried for the invoice more than ${MAX_DUNNING_DAYS} days ago`,
      }
    : { kind: 'allowed' };
}

/** The wall opens when the oldest of the tries that fill it is no longer counted. */
function behindWall(wall: Wall, tries: readonly CardTry[], now: Date): CardLimit {
  const since = now.getTime() - wall.withinDays * DAY_MS;
  const counted = tries
    .filter((one) => one.at.getTime() > since && (wall.counts === 'all' || one.declined))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const filling = counted[wall.tries - 1];
  if (!filling) return { kind: 'allowed' };
  return {
    kind: 'wait',
    until: new Date(filling.at.getTime() + wall.withinDays * DAY_MS),
    because: wall.name,
  };
}

function newestOf(tries: readonly CardTry[]): CardTry | undefined {
  return [...tries].sort((a, b) => b.at.getTime() - a.at.getTime())[0];
}

/** Only the newest try's advice holds: a later approval or another advice takes its place. */
function adviceOf(tries: readonly CardTry[], now: Date): CardLimit {
  const newest = newestOf(tries);
  if (!newest?.declined || newest.adviceCode === null) return { kind: 'allowed' };
  const never = ADVICE_NEVER[newest.adviceCode];
  if (never !== undefined) return { kind: 'never', because: never };
  const hours = ADVICE_WAIT_HOURS[newest.adviceCode];
  if (hours === undefined) return { kind: 'allowed' };
  const until = new Date(newest.at.getTime() + hours * HOUR_MS);
  if (until <= now) return { kind: 'allowed' };
  return {
    kind: 'wait',
    until,
    because: `the issuer asks to wait ${hours} hours (advice ${newest.adviceCode})`,
  };
}
