import { type Money, money } from '../../src/domain/money/money.js';
import type { BillableItem } from '../../src/domain/pricing/price-items.js';
import { unitAmountOf } from '../../src/domain/pricing/unit-amount.js';

/** An item as most are: so many, each at a price, in advance. */
export function seats(
  amount: Money | bigint = 9_500n,
  quantity = 1n,
  change: Partial<BillableItem> = {},
): BillableItem {
  const each = typeof amount === 'bigint' ? money(amount, 'KWD') : amount;
  return {
    itemId: 'item_1',
    priceId: 'price_1',
    description: 'Pro',
    model: { kind: 'per_unit', unitAmount: unitAmountOf(each) },
    kind: 'recurring',
    quantity,
    billing: 'in_advance',
    ended: null,
    ...change,
  };
}
