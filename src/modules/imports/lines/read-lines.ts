import { parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import { AppError, type FieldFault } from '../../../platform/http/app-error.js';
import { looksLikeCardNumber, maskCardNumbers } from '../../../platform/http/card-number-guard.js';
import { isKeepable, parseJsonBody, UNKEEPABLE } from '../../../platform/http/request-body.js';
import type { ImportKind } from '../import.entity.js';
import { plainCell } from './csv-cells.js';
import { COLUMNS, SHOWN } from './lines.js';
import { splitLines } from './split-lines.js';

export interface RawLine {
  line: number;
  data: Record<string, unknown>;
  errors: FieldFault[];
}

/** Longer lines are no rows of ours; one must not fill the memory. */
const MOST_BYTES_A_LINE = 65_536;
const NOTHING = {};

/** The lines of a file as they come. What is wrong with a line is told with it, and the others go on. */
export function readLines(kind: ImportKind, format: 'csv' | 'jsonl', body: Readable): AsyncIterable<RawLine> {
  return format === 'csv' ? readCsv(kind, body) : readJson(body);
}

async function* readCsv(kind: ImportKind, body: Readable): AsyncIterable<RawLine> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MOST_BYTES_A_LINE,
  });
  body.on('error', (error) => parser.destroy(error));
  body.pipe(parser);
  let header: string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (header === null) header = headerOf(kind, record);
      else yield { line: info.lines, ...rowOf(header, record) };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The reader quotes the field that it could not read.
    const reason = maskCardNumbers((error as Error).message, '…').slice(0, 200);
    throw AppError.field('invalid_request', 'file', `is not CSV: ${reason}`);
  }
  if (header === null)
    throw AppError.field('invalid_request', 'file', 'must begin with a line of column names');
}

function headerOf(kind: ImportKind, record: string[]): string[] {
  const allowed = [...COLUMNS[kind], ...SHOWN[kind]];
  const unknown = record.filter((name, i) => !allowed.includes(name) || record.indexOf(name) !== i);
  if (unknown.length === 0 && record.includes('external_id')) return record;
  const what = unknown.length > 0 ? nameOf(unknown[0]!) : 'has no column external_id';
  throw AppError.field(
    'invalid_request',
    'file',
    `${what}; allowed, each once, are: ${COLUMNS[kind].join(', ')}`,
  );
}

/** Without a header its place is taken by somebody's data, which is not for answers and logs if it is a card number. */
function nameOf(column: string): string {
  return looksLikeCardNumber(column)
    ? 'begins with a line that holds what looks like a card number'
    : `has the column "${column.slice(0, 40)}"`;
}

function rowOf(header: string[], record: string[]): Omit<RawLine, 'line'> {
  if (record.length !== header.length) {
    return faulty(`has ${record.length} fields; the first line has ${header.length}`);
  }
  const unkeepable = record.findIndex((value) => !isKeepable(value));
  if (unkeepable !== -1) return faulty(UNKEEPABLE, header[unkeepable]);
  // An empty field says nothing.
  const entries = header
    .map((name, i) => [name, plainCell(record[i]!)] as const)
    .filter(([, value]) => value !== '');
  return { data: Object.fromEntries(entries), errors: [] };
}

async function* readJson(body: Readable): AsyncIterable<RawLine> {
  let number = 0;
  for await (const line of splitLines(body, MOST_BYTES_A_LINE)) {
    number += 1;
    if (!('bytes' in line)) yield { line: number, ...faulty(`must have at most ${MOST_BYTES_A_LINE} bytes`) };
    else if (line.bytes.toString('latin1').trim() !== '') yield { line: number, ...objectOf(line.bytes) };
  }
}

function objectOf(bytes: Buffer): Omit<RawLine, 'line'> {
  try {
    return { data: { ...parseJsonBody(bytes) }, errors: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [fault] = error.errors;
    return fault ? { data: NOTHING, errors: [fault] } : faulty('must be a JSON object');
  }
}

function faulty(message: string, field = 'line'): Omit<RawLine, 'line'> {
  return { data: NOTHING, errors: [{ field, message }] };
}
