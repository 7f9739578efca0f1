/** Some of a price, in USD of its whole period. */
export interface Held {
  price: string;
  minor: bigint;
  quantity?: bigint;
  /** From when on it was charged; from the start of the period when absent. */
  from?: string;
}

/** A proration that others have published, and what it comes to here. docs/proration-compared.md has all of them. */
export interface PublishedProration {
  source: string;
  what: string;
  start: string;
  end: string;
  at: string;
  before: Held[];
  after: Held[];
  /** What was really charged; what was held before, when absent. */
  charged?: Held[];
  /** The lines that they publish, credits first. */
  theirs: string[];
  day: string[];
  second: string[];
  why: string;
}

/** Its line in the page. */
export function rowOf({ source, what, theirs, day, second, why }: PublishedProration): string {
  const cells = [source, what, ...[theirs, day, second].map((lines) => lines.join(', ')), why];
  return `| ${cells.join(' | ')} |`;
}
