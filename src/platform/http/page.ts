import { ApiProperty } from '@nestjs/swagger';
import { AppError } from './app-error.js';
import { QueryIntegerField, TextField } from './fields.js';

/** `?limit=&cursor=` of every list. */
export class PageQuery {
  @QueryIntegerField({ min: 1, max: 100, description: 'Entries a page.', example: 20, optional: true })
  limit = 20;

  @TextField({ max: 40, description: 'next_cursor of the page before.', optional: true })
  cursor?: string;
}

export interface PageRequest {
  limit: number;
  /** Rows with a smaller id than this; the newest come first. */
  beforeId: bigint | null;
}

export interface Page<T> {
  rows: T[];
  nextId: bigint | null;
}

export class PageResponse<T> {
  data: T[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Give it as `cursor` to read on; null: nothing follows.',
    example: null,
  })
  next_cursor: string | null;
}

const CURSOR = /^[0-9a-z]{1,13}$/;

/** The largest id there can be; PostgreSQL answers more with an error. */
const MAX_BIGINT = 2n ** 63n - 1n;

export function toPageRequest(query: PageQuery): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit, beforeId: null };
  const beforeId = CURSOR.test(query.cursor) ? readBase36(query.cursor) : null;
  if (beforeId === null || beforeId > MAX_BIGINT) {
    throw AppError.field('invalid_request', 'cursor', 'must be the next_cursor of an earlier page');
  }
  return { limit: query.limit, beforeId };
}

function readBase36(text: string): bigint {
  return [...text].reduce((n, digit) => n * 36n + BigInt(parseInt(digit, 36)), 0n);
}

/** Cuts the one row too many that a repository reads in order to know whether more follow. */
export function toPage<T extends { id: bigint }>(rows: T[], limit: number): Page<T> {
  const kept = rows.slice(0, limit);
  return { rows: kept, nextId: rows.length > limit ? kept.at(-1)!.id : null };
}

export function toPageResponse<T, R>(page: Page<T>, present: (row: T) => R): PageResponse<R> {
  return {
    data: page.rows.map(present),
    next_cursor: page.nextId === null ? null : page.nextId.toString(36),
  };
}
