import type { Chance } from '../../support/chance.js';
import type { PlanInput, World } from '../../support/world.js';
import { createCoupon, type Invoice } from './billing.js';
import type { ChangeInvoice } from './life.js';

type Told = Pick<Invoice, 'total' | 'subtotal' | 'discount_total' | 'tax_total'>;

/** What a life has in it: each of it in about half of the lives, so that it is tried with and without the rest. */
export interface Features {
  tax: 'none' | 'on top' | 'contained';
  coupon: boolean;
  items: number;
  usage: boolean;
  lines: boolean;
  notes: boolean;
  intervals: boolean;
  phases: boolean;
  currency: 'KWD' | 'SAR';
  timeZone: string;
  /** Fees that are paid when their period is over. */
  afterwards: boolean;
}

export function featuresOf(chance: Chance): Features {
  const half = () => chance.happens(0.5);
  return {
    tax: chance.pick(['none', 'on top', 'contained']),
    coupon: half(),
    items: chance.whole(1, 3),
    usage: half(),
    lines: half(),
    notes: half(),
    intervals: half(),
    phases: half(),
    afterwards: half(),
    ...chance.named('where').pick(PLACES),
  };
}

/** Of three digits and of two; with a summer time, without one, and half an hour beside the others. */
const PLACES = [
  { currency: 'KWD', timeZone: 'Africa/Cairo' },
  { currency: 'SAR', timeZone: 'Asia/Riyadh' },
  { currency: 'SAR', timeZone: 'Asia/Tehran' },
  { currency: 'KWD', timeZone: 'America/New_York' },
] as const;

/** Written with three digits, and as many of them as the currency has. */
export function spelled(amount: string, currency: Features['currency']): string {
  return currency === 'KWD' ? amount : amount.slice(0, -1);
}

const UNTIL_ANCHOR = { day_of_month: 20 };

/** How it may begin: at once, with the days until an anchor, whatever these cost, or with a trial. */
const BEGINNINGS = {
  'at once': {},
  'days that cost their part': { anchor: UNTIL_ANCHOR },
  'days that cost a whole period': { anchor: { ...UNTIL_ANCHOR, stub: 'full' } },
  'days that are free': { anchor: { ...UNTIL_ANCHOR, stub: 'free' } },
  'a trial': { trial_days: 9 },
} as const;

export type Beginning = keyof typeof BEGINNINGS;

export function beginningOf(chance: Chance): { name: Beginning; request: object } {
  const name = chance.pick(Object.keys(BEGINNINGS) as Beginning[]);
  return { name, request: BEGINNINGS[name] };
}

export function anotherDay(chance: Chance): object {
  const stub = chance.pick(['prorated', 'full', 'free']);
  return { day_of_month: chance.pick([1, 13, 25, 31]), stub };
}

/** What is sold in such a life: what it begins with, and what it may change to. */
export async function sell(world: World, has: Features): Promise<{ first: string[]; later: string[] }> {
  const { currency } = has;
  const say = (amount: string) => spelled(amount, currency);
  const priced = (amount: string, more: PlanInput = {}) =>
    world.createPrice({ currency, amount: say(amount), ...more });
  if (has.tax !== 'none') {
    const inclusive = has.tax === 'contained';
    await world.post('/v1/tax-rates', { country: 'EG', percent: '14', inclusive });
  }
  if (has.coupon) {
    await createCoupon(world, { code: 'PART', percent_off: '33.3333', duration: 'forever' });
    await createCoupon(world, { code: 'OFF', amount_off: say('1.111'), currency, duration: 'repeating', duration_periods: 2 }); // prettier-ignore
  }
  const first = [await priced('9.999')];
  for (const amount of ['4.001', '0.999'].slice(0, has.items - 1)) first.push(await priced(amount));
  if (has.afterwards) first.push(await feeAfterwards(world, currency, say('2.345')));
  if (has.usage) first.push(await meteredPrice(world, currency));
  const later = [await priced('3.333'), await priced('19.001')];
  if (has.intervals) {
    later.push(await priced('77.777', { interval: 'year' }));
    later.push(await priced('1.250', { interval: 'week' }));
  }
  if (has.afterwards) later.push(await feeAfterwards(world, currency, say('6.789')));
  return { first, later };
}

async function feeAfterwards(world: World, currency: string, amount: string): Promise<string> {
  const price = { currency, interval: 'month', amount, billing: 'in_arrears' };
  const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'Help', prices: [price] });
  return plan.prices[0]!.id;
}

async function meteredPrice(world: World, currency: string): Promise<string> {
  const tiers = [{ up_to: 1000, unit_amount: '0.0015' }, { unit_amount: '0.0007' }];
  const usage = { aggregation: 'sum' };
  const price = { currency, interval: 'month', model: 'graduated', tiers, usage };
  const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'API', prices: [price] });
  return plan.prices[0]!.id;
}

/** An invoice is what was told of it: its sums, and each of its lines. */
export function told(made: Invoice, seen: ChangeInvoice): void {
  const sums = ({ total, subtotal, discount_total, tax_total }: Told) => ({
    total,
    subtotal,
    discount_total,
    tax_total,
  });
  const lines = (of: { lines: { description: string; amount: string; discount: string; total: string }[] }) =>
    of.lines.map(({ description, amount, discount, total }) => [description, amount, discount, total]);
  expect({ ...sums(made), lines: lines(made) }).toEqual({
    ...sums(seen as unknown as Told),
    lines: lines(seen as unknown as Invoice),
  });
}
