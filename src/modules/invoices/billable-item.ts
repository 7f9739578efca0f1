import type { BillableItem } from '../../domain/pricing/price-items.js';
import { isOneOff, modelOf, type Price } from '../plans/index.js';
import type { Subscription, SubscriptionItem } from '../subscriptions/index.js';

/** What an item bills next. Null: it was paid once and is done with. */
export function billableOf(
  item: SubscriptionItem,
  price: Price,
  description: string,
  subscription: Subscription,
): BillableItem | null {
  const once = isOneOff(price);
  if (once && item.chargedOnceAt !== null) return null;
  return {
    itemId: item.publicId,
    priceId: price.publicId,
    description,
    model: modelOf(price),
    kind: once ? 'one_off' : 'recurring',
    quantity: item.quantity,
    billing: price.billing,
    ended: price.billing === 'in_arrears' ? endedPeriod(subscription) : null,
  };
}

/** The period that was billed last is over when the next one is billed. Not owed is what passed without access. */
function endedPeriod({
  currentPeriodStart: start,
  currentPeriodEnd: end,
  resumedAt,
}: Subscription): BillableItem['ended'] {
  if (start === null || end === null) return null;
  return resumedAt !== null && end <= resumedAt ? null : { start, end };
}
