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
}

export interface CardHistory {
  /** As the gateway tells it: VISA, MASTERCARD, …; null when unknown. */
  brand: string | null;
  /** Tries that reached the network in the last 30 days, in any order. */
  tries: readonly CardTry[];
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

const WALLS: Record<'VISA' | 'MASTERCARD', readonly Wall[]> = {
  VISA: [{ tries: 15, withinDays: 30, counts: 'declined', name: 'Visa allows 15 reattempts in 30 days' }],
  MASTERCARD: [
    { tries: 10, withinDays: 1, counts: 'all', name: 'Mastercard allows 10 tries in 24 hours' },
    { tries: 35, withinDays: 30, counts: 'all', name: 'Mastercard allows 35 tries in 30 days' },
  ],
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
  '03': 'the issuer says never to try this card again',
  '21': 'the cardholder stopped these payments',
};

/** May this card be tried at `now`? The strictest rule that applies answers. */
export function limitOfCard({ brand, tries }: CardHistory, now: Date): CardLimit {
  const past = tries.filter(({ at }) => at <= now);
  const advice = adviceOf(past, now);
  if (advice.kind === 'never') return advice;
  const waits = [advice, ...wallsOf(brand).map((wall) => behindWall(wall, past, now))].filter(
    (limit): limit is Extract<CardLimit, { kind: 'wait' }> => limit.kind === 'wait',
  );
  return waits.reduce<CardLimit>(
    (longest, limit) => (longest.kind === 'wait' && longest.until >= limit.until ? longest : limit),
    { kind: 'allowed' },
  );
}

function wallsOf(brand: string | null): readonly Wall[] {
  const name = (brand ?? '').toUpperCase().replace(/[^A-Z]/g, '');
  return name === 'VISA' || name === 'MASTERCARD' ? WALLS[name] : [];
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

/** Only the newest try's advice holds: a later approval or another advice takes its place. */
function adviceOf(tries: readonly CardTry[], now: Date): CardLimit {
  const newest = [...tries].sort((a, b) => b.at.getTime() - a.at.getTime())[0];
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
