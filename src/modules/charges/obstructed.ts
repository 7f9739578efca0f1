import type { Attempt } from './attempt.entity.js';
import { troubleOf } from './give-to-human.js';

/** What is kept of an attempt that an earlier session kept from being sent: what an endless row of them is known by. */
export function obstacleOf(reason: string): NonNullable<Attempt['trouble']> {
  return { ...troubleOf(reason), code: 'obstructed' };
}

/**
 * Pure. Since when earlier sessions have kept every charge of an invoice from being made: the newest of them in a
 * row. Pages between them are the customer's.
 */
export function obstructedSince(ofInvoice: readonly Attempt[]): Date | null {
  const newestFirst = ofInvoice.filter(({ kind }) => kind === 'mit').sort((a, b) => b.n - a.n);
  const end = newestFirst.findIndex(
    ({ status, trouble }) => status !== 'abandoned' || trouble?.code !== 'obstructed',
  );
  const row = end === -1 ? newestFirst : newestFirst.slice(0, end);
  return row.at(-1)?.preparedAt ?? null;
}
