/**
 * Whether an agreement was bound to a card since a page under it was opened. Only then may that page not be the one that
 * was used last, though it is heard of last. In one and the same moment nobody knows. Pure.
 */
export function wasBoundSince(agreement: { status: string; updatedAt: Date }, openedAt: Date): boolean {
  return agreement.status === 'active' && agreement.updatedAt >= openedAt;
}
