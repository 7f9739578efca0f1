import { QueryFailedError } from 'typeorm';
import { sqlState } from './unit-of-work.js';

/** Data that a column cannot hold, and a law of a table that was broken. */
const OF_WHAT_WAS_WRITTEN = /^2[23]/;

/**
 * Whether the same row would throw the same again. A deadlock, a full disk or a database that is going down says nothing
 * about it: a line of an import that failed by these would be lost, and is tried again with the rest of its file.
 */
export function isOfItsRow(error: Error): boolean {
  if (!(error instanceof QueryFailedError)) return true;
  return OF_WHAT_WAS_WRITTEN.test(sqlState(error) ?? '');
}
