import type { CardState } from './card-states.js';

interface Digits {
  lastFour: string | null;
  expiryMonth: number;
  expiryYear: number;
}

/** Whether a card that is read now is the one an agreement has here, as it is here. Pure. */
export function isAsBefore(
  inForce: Digits & { id: bigint; status: CardState },
  agreement: { cardId: bigint | null },
  read: Digits,
): boolean {
  const isGone = inForce.status === 'deleting' || inForce.status === 'removed';
  const isSame = (['lastFour', 'expiryMonth', 'expiryYear'] as const).every((of) => inForce[of] === read[of]);
  return inForce.id === agreement.cardId && !isGone && isSame;
}

/**
 * Whether a card has taken the place of the one that was tried, under the same token: what is said of that try says
 * nothing of it. In one and the same moment nobody knows, and a "never again" is obeyed. Pure.
 */
export function wasRenewedSince({ renewedAt }: { renewedAt: Date | null }, triedAt: Date): boolean {
  return renewedAt !== null && renewedAt > triedAt;
}

/**
 * Whether an agreement was bound to a card since a page under it was opened. Only then may that page not be the one that
 * was used last, though it is heard of last. In one and the same moment nobody knows. Pure.
 */
export function wasBoundSince(agreement: { status: string; updatedAt: Date }, openedAt: Date): boolean {
  return agreement.status === 'active' && agreement.updatedAt >= openedAt;
}
