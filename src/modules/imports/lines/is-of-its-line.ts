import { QueryFailedError } from 'typeorm';
import { sqlState } from '../../../platform/database/unit-of-work.js';

/** Data that a column cannot hold, and a law of a table that was broken. */
const OF_WHAT_WAS_WRITTEN = /^2[23]/;

/**
 * Whether the same line would throw the same again. A deadlock, a full disk or a database that is going down says nothing
 * about it: a line that failed by these would be lost, and is tried again with the rest of its file.
 */
export function isOfItsLine(error: Error): boolean {
  if (!(error instanceof QueryFailedError)) return true;
  return OF_WHAT_WAS_WRITTEN.test(sqlState(error) ?? '');
}
