import type { AddedUsage } from './judge-usage.js';
import type { UsageAdded } from './usage-totals.repository.js';

/**
 * What new records add to the totals: one row for each price and period. Free usage adds nothing. Where there is a
 * threshold, of the price or of the whole subscription, somebody has to look whether it is reached.
 */
export function totalsOf(added: readonly AddedUsage[], hasThreshold: boolean): UsageAdded[] {
  const totals = new Map<string, UsageAdded>();
  for (const { record, period, price } of added) {
    if (period === null) continue;
    const { merchantId, subscriptionId, itemId, priceId, quantity, usedAt, createdAt } = record;
    const key = `${priceId}/${period.start.getTime()}`;
    const one: UsageAdded = {
      merchantId,
      subscriptionId,
      itemId,
      priceId,
      periodStart: period.start,
      periodEnd: period.end,
      aggregation: price.usageAggregation!,
      quantity,
      records: 1n,
      lastUsedAt: usedAt,
      lookAt: hasThreshold || price.usageThresholdMinor !== null ? createdAt : null,
    };
    const before = totals.get(key);
    totals.set(key, before ? join(before, one) : one);
  }
  return [...totals.values()];
}

/** Of two at one instant the one that stands later in the list is the latest. */
function join(a: UsageAdded, b: UsageAdded): UsageAdded {
  const isLater = b.lastUsedAt >= a.lastUsedAt;
  const quantity = {
    sum: a.quantity + b.quantity,
    max: b.quantity > a.quantity ? b.quantity : a.quantity,
    last: isLater ? b.quantity : a.quantity,
  }[a.aggregation];
  return {
    ...a,
    quantity,
    records: a.records + b.records,
    lastUsedAt: isLater ? b.lastUsedAt : a.lastUsedAt,
  };
}
