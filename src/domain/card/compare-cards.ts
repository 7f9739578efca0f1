import type { CardState } from './card-states.js';

/** A card as we have it, with what recognizes its token. */
export interface KnownCard {
  key: string;
  state: CardState;
  /**
   * Somebody asked for its deletion: it does not come back because Ottu still lists it. `unsettled`: it was deleted only
   * just now, and a list may name it a while yet; `kept`: Ottu deletes no cards here.
   */
  deletion: 'not_wanted' | 'wanted' | 'unsettled' | 'kept';
}

export interface Comparison<K, L> {
  /** Listed and not known here. */
  adopt: L[];
  /** Listed, and taken for gone here. */
  back: { known: K; listed: L }[];
  /** Listed, and deleted here: whoever said that it was deleted there was wrong. */
  undeleted: K[];
  /** Listed and known: what is shown of them may have changed. */
  same: { known: K; listed: L }[];
  /** Known here and not listed. */
  missing: K[];
}

/** What the list of a customer's cards at Ottu says about ours. */
export function compareCards<K extends KnownCard, L extends { key: string }>(
  known: readonly K[],
  listed: readonly L[],
): Comparison<K, L> {
  const byKey = new Map(listed.map((one) => [one.key, one]));
  const result: Comparison<K, L> = { adopt: [], back: [], undeleted: [], same: [], missing: [] };
  for (const card of known) {
    const found = byKey.get(card.key);
    byKey.delete(card.key);
    if (found === undefined) {
      if (card.state !== 'removed') result.missing.push(card);
    } else if (card.state !== 'removed') result.same.push({ known: card, listed: found });
    else if (card.deletion === 'not_wanted') result.back.push({ known: card, listed: found });
    else if (card.deletion === 'wanted') result.undeleted.push(card);
  }
  result.adopt.push(...byKey.values());
  return result;
}
