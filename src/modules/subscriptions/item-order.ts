/**
 * Items in the order in which their rows will lie: what stays keeps its place, and what is new comes after it. Invoices
 * have their lines in this order, and what is left over of a discount goes to the first of equal lines, so whoever only
 * looks has to keep it as well.
 */
export function inRowOrder<T extends { priceId: bigint }>(held: readonly bigint[], items: readonly T[]): T[] {
  const kept = held.flatMap((priceId) => items.filter((item) => item.priceId === priceId));
  return [...kept, ...items.filter(({ priceId }) => !held.includes(priceId))];
}
