import { heldPart, inOrderHeld, isFeeAfterwards } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';

/**
 * The items from `at` on, with what is owed of those before: a fee that is paid afterwards and becomes another, more or
 * less of it, or none, is billed up to then as it was, and what is new from then on. Whoever billed the period by the
 * items at its end would bill it at a price that nobody had, or not at all. Asked again it says the same.
 *
 * Where the next period begins with it (`isCut`), what is left of the running one is no part of that any more: it is in
 * the new period, and owed with that. Billed as both, the days would cost twice.
 */
export function heldOn(
  before: readonly BillableItem[],
  after: readonly BillableItem[],
  at: Date,
  { isCut = false } = {},
): BillableItem[] {
  const fees = before.filter(isFeeAfterwards);
  const isThere = ({ itemId }: BillableItem) => itemId !== null;
  const known = after.filter((item) => isThere(item) || !isFeeAfterwards(item));
  const items = known.map((item) => {
    if (!isFeeAfterwards(item)) return item;
    const same = fees.find((one) => isThere(one) && isSame(one, item));
    if (same) return { ...item, ended: heldPart(same.ended, null, isCut ? at : null), heldFrom: same.heldFrom ?? null }; // prettier-ignore
    return { ...item, ended: isCut ? null : heldPart(item.ended, at, null), heldFrom: at };
  });
  const gone = fees.filter((fee) => isThere(fee) && !known.some((item) => isSame(fee, item)));
  const left = [
    ...fees.filter((fee) => !isThere(fee)),
    ...gone.map((fee) => ({ ...fee, itemId: null, ended: heldPart(fee.ended, null, at) })),
  ];
  const owed = inOrderHeld(left.filter(({ ended }) => ended !== null));
  return [...items.filter(isThere), ...owed, ...items.filter((item) => !isThere(item))];
}

function isSame(one: BillableItem, other: BillableItem): boolean {
  return one.priceId === other.priceId && one.quantity === other.quantity;
}
