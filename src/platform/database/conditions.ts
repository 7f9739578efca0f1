import { And, type FindOperator, LessThan, MoreThanOrEqual } from 'typeorm';
import type { CreatedRange } from '../http/created-query.js';

/**
 * That there is no such row, as SQL that is looked up for each candidate. PostgreSQL turns a plain NOT EXISTS into
 * a join, and then computes and sorts everything that is due before a claim takes the first few of it: each batch
 * of a long queue would cost as much as the queue.
 */
export function none(select: string): string {
  return `EXISTS (${select}) IS NOT TRUE`;
}

/** Undefined where there is no bound, which narrows nothing. */
export function within({ from, to }: CreatedRange): FindOperator<Date> | undefined {
  const bounds = [...(from ? [MoreThanOrEqual(from)] : []), ...(to ? [LessThan(to)] : [])];
  return bounds.length > 0 ? And(...bounds) : undefined;
}

/** Words of a table of states, as the list behind an IN. */
export function listOf(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
