import { boundary } from '../../domain/calendar/period.js';
import type { ChargedUsage } from '../../domain/pricing/charged-usage.js';
import { heldPart } from '../../domain/pricing/held-part.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { ServicePeriod } from '../../domain/pricing/service-period.js';
import type { UnbilledUsage } from '../../domain/pricing/usage.js';
import { endedPeriod } from '../../domain/subscription/ended-period.js';
import { thresholdOf } from '../../domain/subscription/usage-threshold.js';
import { isMetered, isOneOff, modelOf, type Price } from '../plans/index.js';
import {
  anchorOf,
  intervalOf,
  owedPart,
  type Subscription,
  type SubscriptionItem,
} from '../subscriptions/index.js';
import type { UsageTotal } from '../usage/index.js';

/** A total of usage, and what was charged for it where its period may cost less than was billed. */
export type UsageToBill = UsageTotal & { charged: ChargedUsage | null };

/** What was used, by whether the next invoice bills it or only one after that. */
export interface UsageTold {
  unbilled: readonly UsageToBill[];
  later: readonly UsageToBill[];
}

/** What the lines of an item are called, as its plan is today. */
export type ItemNames = Pick<BillableItem, 'description' | 'nameAr'>;

/** What an item bills next. Null: it was paid once and is done with. */
export function billableOf(
  item: Pick<SubscriptionItem, 'publicId' | 'quantity' | 'chargedOnceAt' | 'heldFrom'>,
  price: Price,
  { description, nameAr }: ItemNames,
  subscription: Subscription,
  told: UsageTold,
): BillableItem | null {
  const once = isOneOff(price);
  if (once && item.chargedOnceAt !== null) return null;
  return {
    itemId: item.publicId,
    priceId: price.publicId,
    description,
    nameAr,
    model: modelOf(price),
    kind: once ? 'one_off' : isMetered(price) ? 'usage' : 'recurring',
    quantity: item.quantity,
    billing: price.billing,
    ended: price.billing === 'in_arrears' ? endedOf(item, price, subscription) : null,
    ...(isFee(price) && item.heldFrom && { heldFrom: item.heldFrom }),
    ...usageOf(price, told),
  };
}

/** What is still owed of a fee that is not there any more, or not so much of it; null when that is over. */
export function feeLeft(
  item: SubscriptionItem,
  price: Price,
  names: ItemNames,
  subscription: Subscription,
): BillableItem | null {
  if (!isFee(price)) return null;
  const told = { unbilled: [], later: [] };
  const fee = billableOf(item, price, names, subscription, told)!;
  const ended = heldPart(fee.ended, null, item.removedAt);
  return ended && { ...fee, itemId: null, ended };
}

function isFee(price: Price): boolean {
  return price.billing === 'in_arrears' && !isMetered(price);
}

/**
 * A fee is owed for as long as it was held; usage has its own totals. From where the next period begins it is owed with
 * that: another interval, or a reactivation after what was paid was given back, begins it within the running one.
 */
function endedOf(
  { heldFrom }: Pick<SubscriptionItem, 'heldFrom'>,
  price: Price,
  subscription: Subscription,
): ServicePeriod | null {
  const { resumedAt, feesOwedFrom, endedAt } = subscription;
  const ended = endedPeriod(owedPart(subscription), resumedAt, isMetered(price));
  if (isMetered(price) || ended === null) return ended;
  const next = boundary(anchorOf(subscription), intervalOf(subscription), subscription.nextPeriodIndex);
  return heldPart(heldPart(ended, heldFrom, endedAt), feesOwedFrom, next);
}

/** Usage that an item has left which is not there any more. */
export function leftOver(price: Price, { description, nameAr }: ItemNames, told: UsageTold): BillableItem {
  return {
    itemId: null,
    priceId: price.publicId,
    description,
    nameAr,
    model: modelOf(price),
    kind: 'usage',
    quantity: 1n,
    billing: 'in_arrears',
    ended: null,
    ...usageOf(price, told),
  };
}

function usageOf(
  { id, currency, usageAggregation, usageGraceMinutes, usageThresholdMinor }: Price,
  { unbilled, later }: UsageTold,
): Pick<BillableItem, 'usage'> {
  if (usageAggregation === null) return {};
  const mine = (all: readonly UsageToBill[]) => all.filter(({ priceId }) => priceId === id).map(unbilledOf);
  return {
    usage: {
      aggregation: usageAggregation,
      graceMinutes: usageGraceMinutes!,
      threshold: thresholdOf(usageThresholdMinor, currency),
      unbilled: mine(unbilled),
      later: mine(later),
    },
  };
}

function unbilledOf(total: UsageToBill): UnbilledUsage {
  return {
    period: { start: total.periodStart, end: total.periodEnd },
    all: { quantity: total.quantity, records: total.records },
    billed: { quantity: total.billedQuantity, records: total.billedRecords },
    isAhead: total.billedAhead,
    charged: total.charged,
  };
}

/** Whether the period may cost less now than what was billed of it: a volume price may, and the last of records. */
export function mayCostLess(total: UsageTotal, prices: ReadonlyMap<bigint, Price>): boolean {
  const { billedRecords, records, quantity, billedQuantity, priceId } = total;
  if (billedRecords === 0n || billedRecords === records) return false;
  return quantity < billedQuantity || prices.get(priceId)!.model === 'volume';
}
