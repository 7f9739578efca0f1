import type { BillableItem } from './price-items.js';
import type { ServicePeriod } from './service-period.js';

/** What is paid when its period is over, and is no usage. It costs the part of the period for which it was held. */
export function isFeeAfterwards({ billing, usage }: Pick<BillableItem, 'billing' | 'usage'>): boolean {
  return billing === 'in_arrears' && usage === undefined;
}

/** Such a fee that is gone, or not so much of it, and still owed up to then. */
export function isLeftOfFee(item: BillableItem): boolean {
  return item.itemId === null && item.ended !== null && isFeeAfterwards(item);
}

/** What is left of such fees, as it is billed: what went first comes first. */
export function inOrderHeld(left: readonly BillableItem[]): BillableItem[] {
  const key = ({ ended, priceId }: BillableItem) => `${ended?.end.toISOString()} ${priceId}`;
  return [...left].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * Of a period that is owed the part for which something was held; null for none. Those who held it one after another
 * share the period without a gap: each is billed once, with the invoice that bills the period.
 */
export function heldPart(
  owed: ServicePeriod | null,
  from: Date | null,
  until: Date | null,
): ServicePeriod | null {
  if (owed === null) return null;
  // A period begins with a whole second, also where the request that began it did not.
  const since = from && new Date(Math.floor(from.getTime() / 1000) * 1000);
  const start = since !== null && since > owed.start ? since : owed.start;
  const end = until !== null && until < owed.end ? until : owed.end;
  if (start >= end) return null;
  if (start === owed.start && end === owed.end) return owed;
  return { start, end, partOf: owed.partOf ?? { start: owed.start, end: owed.end } };
}
