interface Move {
  change: { at: Date };
  to: Date;
}

/**
 * An order in which no change is moved to a time that another of its kind has not left yet, which the unique index of
 * pending ones would refuse: what moves later from the last one on, what moves earlier from the first one on. It is
 * enough because the times are those of periods, which keep their order wherever they are counted from. Pure.
 */
export function movesInOrder<T extends Move>(moves: readonly T[]): T[] {
  const byTime = [...moves].sort((a, b) => a.change.at.getTime() - b.change.at.getTime());
  const later = byTime.filter(({ change, to }) => to > change.at).reverse();
  return [...later, ...byTime.filter(({ change, to }) => to < change.at)];
}
