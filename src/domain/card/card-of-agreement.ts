/** So long a list of Ottu may go on naming the card of before, after another was given. */
export const LIST_LAG_MINUTES = 15;

/** An agreement in force, by the key of the card that it has here, and since when. */
export interface BoundHere {
  key: string;
  boundAt: Date;
}

/**
 * - ours: it is bound at Ottu to the card that it has here.
 * - another: to another one, which its customer gave on a page of which we learnt nothing, or not the truth.
 * - none: to no card.
 * - too_early: another one, but it was bound here just now, and a list may go on naming the card of before.
 * - unsure: another one, which only this answer names.
 */
export type CardOfAgreement = 'ours' | 'another' | 'none' | 'too_early' | 'unsure';

/**
 * What Ottu's list of the cards of an agreement says of it. `listed` are the customer's cards by the list that was asked
 * for just before: a card that only one of two answers names may be an altered token. Pure.
 */
export function cardOfAgreement(
  named: readonly string[],
  { key, boundAt }: BoundHere,
  listed: ReadonlySet<string>,
  noLagSince: Date,
): CardOfAgreement {
  if (named.length === 0) return 'none';
  if (named.includes(key)) return 'ours';
  if (!listed.has(named[0]!)) return 'unsure';
  return boundAt <= noLagSince ? 'another' : 'too_early';
}
