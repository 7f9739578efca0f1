import type { LineKind, PricedLine } from '../invoice/priced-line.js';
import { isZero, type Money, money, subtract } from '../money/money.js';
import { chargePart } from '../proration/charge-rest.js';
import { inputsOf, type LessBilledInputs, type PriceInputs } from './price-inputs.js';
import { type PriceModel, type Priced, priceQuantity, singleUnitAmount } from './price-model.js';
import { type ServicePeriod, type ServicePeriodInputs, servicePeriodInputs } from './service-period.js';
import { giveBackUsage } from './give-back-usage.js';
import { asMoney } from './unit-amount.js';
import { type Aggregation, type Counted, NOTHING_COUNTED, type UnbilledUsage } from './usage.js';

/** One price of a subscription, and how many of it. */
export interface BillableItem {
  /** Null: of usage that was left by an item which is gone. */
  itemId: string | null;
  priceId: string;
  description: string;
  /** The Arabic name of its plan, if it has one. */
  nameAr?: string | null;
  model: PriceModel;
  kind: Exclude<LineKind, 'proration'>;
  /** How many; of a metered price the usage decides instead. */
  quantity: bigint;
  billing: 'in_advance' | 'in_arrears';
  /** In arrears: the period that is over and is to be billed; null when there is none yet. */
  ended: ServicePeriod | null;
  /** Of a fee in arrears: since when it is held as it is; null, or absent, for the beginning. */
  heldFrom?: Date | null;
  /** Of a metered price: how it is aggregated, and what waits to be billed, also of periods billed before. */
  usage?: MeteredUsage;
}

export interface MeteredUsage {
  aggregation: Aggregation;
  /** How long after its end a period waits for usage that is on its way. */
  graceMinutes: number;
  /** For how much of it an invoice is made while the period is running; null for none. */
  threshold?: Money | null;
  unbilled: readonly UnbilledUsage[];
  /** What is told already of periods that are not billed yet, for who looks ahead. */
  later?: readonly UnbilledUsage[];
}

/**
 * What the items of a subscription cost, before discount and tax: those in advance for the period that
 * begins, and with them those in arrears, and all usage, for the period that is over. A final invoice has no
 * period that begins: null.
 * @throws RangeError with a negative quantity; MoneyError `out_of_range` when a line is beyond what is allowed
 */
export function priceItems(
  items: readonly BillableItem[],
  period: ServicePeriod | null,
  timeZone: string,
): PricedLine[] {
  const told = periodsTold(timeZone);
  return items.flatMap((item) => {
    if (item.usage) return usageLines(item, item.usage, told);
    const of = item.billing === 'in_advance' ? period : item.ended;
    return of ? feeLines(item, of, timeZone, told) : [];
  });
}

/** A part of a whole period costs its part of it, by days; what is paid once is paid whole. */
function feeLines(
  item: BillableItem,
  of: ServicePeriod,
  timeZone: string,
  tellPeriod: TellPeriod,
): PricedLine[] {
  const { partOf: whole, start, end } = of;
  if (!whole || item.kind !== 'recurring') return [lineOf(item, of, item.quantity, tellPeriod)];
  const line = lineOf(item, whole, item.quantity, tellPeriod);
  const part = chargePart(line, { from: start, until: end }, { unit: 'day', timeZone });
  // Held within a day only, in which something else came after it.
  return item.billing === 'in_arrears' && isZero(part.amount) ? [] : [part];
}

type TellPeriod = (period: ServicePeriod) => ServicePeriodInputs;

/** Each period once, not once a line: writing its two instants costs more than pricing the line. */
function periodsTold(timeZone: string): TellPeriod {
  const known = new Map<ServicePeriod, ServicePeriodInputs>();
  return (period) => {
    const told = known.get(period) ?? servicePeriodInputs(period, timeZone);
    known.set(period, told);
    return told;
  };
}

/** A line for the period that is over, also when nothing was used in it; then what arrived late of earlier ones. */
function usageLines(
  item: BillableItem,
  { aggregation, unbilled }: MeteredUsage,
  tellPeriod: TellPeriod,
): PricedLine[] {
  const { ended } = item;
  const isEnded = ({ period }: UnbilledUsage): boolean =>
    ended !== null && period.start.getTime() === ended.start.getTime();
  const now =
    ended && (unbilled.find(isEnded) ?? { period: ended, all: NOTHING_COUNTED, billed: NOTHING_COUNTED });
  // What a threshold billed whole has nothing left for an invoice of another period.
  const rest = unbilled.filter((one) => !isEnded(one) && one.billed.records < one.all.records);
  return [...(now ? [now] : []), ...rest].map(
    ({ period, all, billed, isAhead, charged = null }: UnbilledUsage) => {
      const told = (counted: Counted) => ({ aggregation, records: String(counted.records) });
      const whole = lineOf(item, period, all.quantity, tellPeriod, told(all));
      if (billed.records === 0n) return whole;
      const before = lineOf(item, period, billed.quantity, tellPeriod, told(billed));
      const line = less(whole, before, isAhead ? 'rest_of_usage' : 'late_usage');
      return line.amount.minor < 0n ? giveBackUsage(line, charged) : line;
    },
  );
}

/** Both rounded, then subtracted: late, on time or ahead, a period costs the same in all. */
function less(
  whole: PricedLine,
  before: PricedLine,
  rule: LessBilledInputs['rule'],
): PricedLine & { inputs: LessBilledInputs } {
  const quantity = whole.quantity - before.quantity;
  return {
    ...whole,
    quantity: quantity < 0n ? 0n : quantity,
    unitAmount: null,
    amount: subtract(whole.amount, before.amount),
    inputs: {
      rule,
      with_it: whole.inputs as PriceInputs,
      billed: before.inputs as PriceInputs,
    },
  };
}

function lineOf(
  { priceId, description, nameAr, model, kind }: BillableItem,
  period: ServicePeriod,
  quantity: bigint,
  tellPeriod: TellPeriod,
  usage?: { aggregation: Aggregation; records: string },
): PricedLine {
  const priced = priceQuantity(model, quantity);
  const { period_start, period_end, time_zone } = tellPeriod(period);
  const { rounding } = priced;
  // No spread: see `inputsOf`.
  const facts = { price_id: priceId, quantity: quantity.toString(), rounding, period_start, period_end, time_zone }; // prettier-ignore
  const inputs = inputsOf(model, usage ? { usage, ...facts } : facts);
  return {
    kind,
    priceId,
    description,
    nameAr,
    quantity,
    unitAmount: unitAmountOf(model, quantity, priced),
    amount: priced.amount,
    period: { start: period.start, end: period.end },
    discountable: true,
    inputs,
  };
}

/** Shown only where quantity × unit amount is the amount. */
function unitAmountOf(model: PriceModel, quantity: bigint, { amount }: Priced): Money | null {
  const one = singleUnitAmount(model);
  const unit = one && asMoney(one);
  return unit && money(unit.minor * quantity, unit.currency).minor === amount.minor ? unit : null;
}

/** From when on what is over can be billed: usage that is on its way has arrived by then. */
export function usageIsIn(items: readonly BillableItem[], end: Date): Date {
  const waits = items.map(({ usage, ended }) => (usage && ended ? usage.graceMinutes : 0));
  return new Date(end.getTime() + Math.max(0, ...waits) * 60_000);
}
