import { Logger } from '@nestjs/common';
import type { Tx } from './unit-of-work.js';

const logger = new Logger('InBatch');

export interface BatchWork<T, R> {
  /** All rows at once. */
  together(tx: Tx, rows: T[]): Promise<R[]>;
  /** One row, when all at once failed. */
  alone(tx: Tx, row: T): Promise<R>;
  /** That row failed alone as well: it is counted, in the transaction of the others. */
  failed(tx: Tx, row: T, error: Error): Promise<R>;
}

/**
 * A batch in one go; and where that throws, each row alone in a savepoint, so that one poisoned row does
 * not take the others with it. Neither may change the rows it was given: they are used again.
 */
export async function inBatch<T, R>(tx: Tx, rows: T[], work: BatchWork<T, R>): Promise<R[]> {
  if (rows.length === 0) return [];
  if (rows.length > 1) {
    try {
      return await tx.transaction((inner) => work.together(inner, rows));
    } catch (error) {
      logger.warn({ err: error, rows: rows.length }, 'A batch failed; its rows go on one by one');
    }
  }
  const results: R[] = [];
  for (const row of rows) results.push(await alone(tx, row, work));
  return results;
}

async function alone<T, R>(tx: Tx, row: T, work: BatchWork<T, R>): Promise<R> {
  try {
    return await tx.transaction((inner) => work.alone(inner, row));
  } catch (error) {
    return work.failed(tx, row, error as Error);
  }
}
