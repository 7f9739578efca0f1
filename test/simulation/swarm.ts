import type { Chance } from '../support/chance.js';

/** What may go wrong. Each seed has some of it, each as strong as chance will have it. */
export const FAULT_CLASSES = [
  'kills',
  'pauses',
  'skew',
  'commits',
  'connections',
  'deadlocks',
  'unsent',
  'drops',
  'hangs',
  'slow network',
  'server errors',
  'refusals',
  'throttling',
  'credentials',
  'garbage',
  'wrong echo',
  'declines',
  'late answers',
  'webhooks lost',
  'webhooks repeated',
  'webhooks late',
  'webhooks forged',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

export interface Price {
  currency: string;
  amount: string;
  interval: 'day' | 'week' | 'month' | 'year';
  interval_count: number;
  trialDays: number;
}

/** How one seed's world is. Many small worlds that differ find more than one big one with everything in it. */
export interface Swarm {
  faults: ReadonlyMap<FaultClass, number>;
  merchants: number;
  workers: number;
  subscriptions: number;
  /** Customers come in so many crowds, so that much is due at one moment. */
  crowds: number;
  prices: Price[];
  timeZones: string[];
  cards: string[];
  /** Of the subscriptions, in their life. */
  cancels: number;
  /** Of the subscriptions: somebody asks for money back once, and sometimes somebody else at the same time. */
  refunds: number;
  /** How late a worker's tick may notice what is due. */
  lagMs: number;
}

const HOUR_MS = 3_600_000;
const MONEY = [
  { currency: 'KWD', amount: '9.500' },
  { currency: 'KWD', amount: '12.345' },
  { currency: 'USD', amount: '19.99' },
  { currency: 'JPY', amount: '1500' },
  { currency: 'SAR', amount: '100.00' },
];
type Interval = Pick<Price, 'interval' | 'interval_count'>;
/** A year of these costs little, so that years are lived with them ... */
const LONG_INTERVALS: readonly Interval[] = [
  { interval: 'year', interval_count: 1 },
  { interval: 'year', interval_count: 1 },
  { interval: 'year', interval_count: 1 },
  { interval: 'month', interval_count: 6 },
  { interval: 'month', interval_count: 6 },
  { interval: 'month', interval_count: 3 },
  { interval: 'month', interval_count: 1 },
];
/** ... and few subscriptions have these, at which dunning and the next period come close to each other. */
const SHORT_INTERVALS: readonly Interval[] = [
  { interval: 'month', interval_count: 1 },
  { interval: 'week', interval_count: 2 },
  { interval: 'week', interval_count: 1 },
  { interval: 'day', interval_count: 10 },
  { interval: 'day', interval_count: 2 },
];
const SHORT_SHARE = 0.2;
const FEWER = 12;
const ZONES = [
  'Asia/Kuwait',
  'Asia/Riyadh',
  'Africa/Cairo',
  'America/New_York',
  'Asia/Beirut',
  'Pacific/Apia',
  'UTC',
];
const GOOD_CARDS = ['approved_visa', 'approved_mastercard', 'approved_amex', 'approved_visa_mpgs'];
const OTHER_CARDS = [
  'then_insufficient_funds',
  'then_always_insufficient_funds',
  'then_stolen',
  'then_approved_late',
  'then_no_answer',
  'then_no_answer_paid',
  'insufficient_funds',
];

/** `only` puts these faults on, at full strength, in the place of those that chance would choose. */
export function drawSwarm(chance: Chance, subscriptions: number, only?: readonly FaultClass[]): Swarm {
  const isQuiet = chance.happens(0.05);
  const isShort = chance.happens(SHORT_SHARE);
  const size = isShort ? subscriptions / FEWER : subscriptions;
  const faults = new Map<FaultClass, number>();
  for (const fault of FAULT_CLASSES) {
    const isOn = chance.happens(0.5);
    const strength = chance.between(0.1, 1);
    if (isOn && !isQuiet) faults.set(fault, strength);
  }
  return {
    faults: only ? new Map(only.map((fault) => [fault, 1])) : faults,
    merchants: chance.pick([1, 1, 2]),
    workers: chance.whole(1, 4),
    subscriptions: Math.max(1, Math.round(size * chance.between(0.7, 1.3))),
    crowds: chance.whole(2, 12),
    prices: some(chance, isShort ? SHORT_INTERVALS : LONG_INTERVALS, 4).map((interval) => ({
      ...chance.pick(MONEY),
      ...interval,
      trialDays: chance.happens(0.15) ? chance.whole(1, 30) : 0,
    })),
    timeZones: some(chance, ZONES, 3),
    cards: [...some(chance, GOOD_CARDS, 4), ...(chance.happens(0.7) ? some(chance, OTHER_CARDS, 3) : [])],
    cancels: chance.pick([0, 0.1, 0.3]),
    lagMs: chance.pick([60_000, HOUR_MS, 6 * HOUR_MS]),
    refunds: chance.pick([0, 0.1, 0.4]),
  };
}

function some<T>(chance: Chance, items: readonly T[], most: number): T[] {
  return Array.from({ length: chance.whole(1, most) }, () => chance.pick(items));
}
