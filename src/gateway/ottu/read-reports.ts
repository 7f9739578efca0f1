import type {
  DownloadReportResult,
  ListReportsQuery,
  ListReportsResult,
  ReportFile,
} from '../payment-gateway.js';
import type { DownloadOutcome } from './download.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, trouble } from './http-answers.js';
import {
  field,
  isObject,
  type JsonObject,
  optionalWord,
  readOrExplain,
  requiredText,
  UnreadableField,
} from './json-fields.js';
import { GatewayArgumentError } from './ottu-mapper.js';

const PATH = '/b/api/v1/reports/files/';

/** It becomes part of a path; the address that the answer offers is not used, or a list could send us anywhere. */
const REPORT_TOKEN = /^[\w=.~-]{1,256}$/;
/** Asked for a few days; more than a page of files is not what was asked for. */
const MOST_FILES = 100;

export function reportListPath({ createdFrom, createdTo }: ListReportsQuery): string {
  const search = { created_after: createdFrom, created_before: createdTo, interval: 'daily' };
  return `${PATH}?${new URLSearchParams({ ...search, limit: String(MOST_FILES) }).toString()}`;
}

/** @throws GatewayArgumentError */
export function reportPath(token: string): string {
  if (!REPORT_TOKEN.test(token)) throw new GatewayArgumentError('that is no token of a report');
  return `${PATH}${token}/download/`;
}

/** Reads one page of report files. One that cannot be read spoils the page: a day would look as if it had none. */
export function readReportList(outcome: HttpOutcome, now: Date): ListReportsResult {
  if (outcome.kind === 'failed') return lost(outcome.code, outcome.message, outcome.httpStatus);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  if (status !== 200) return lost('unexpected', `HTTP ${status}: ${errorMessage(outcome)}`, status);
  const body = readBody(outcome.body);
  if (!body.ok) return lost('unreadable', body.reason, status);
  const read = readOrExplain(() => filesOf(body.value));
  return read.ok ? { kind: 'listed', files: read.value } : lost('unreadable', read.reason, status);
}

function filesOf(body: JsonObject): ReportFile[] {
  const list = field(body, 'results');
  if (!Array.isArray(list)) throw new UnreadableField('results', 'expected a list');
  if (field(body, 'next') !== null) throw new UnreadableField('next', `more than ${MOST_FILES} files`);
  return list.map((entry: unknown) => {
    if (!isObject(entry)) throw new UnreadableField('results', 'expected objects');
    return readFile(entry);
  });
}

function readFile(entry: JsonObject): ReportFile {
  const records = field(entry, 'records_amount');
  const createdAt = new Date(
    requiredText(entry, 'created_at', 40, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/),
  );
  if (Number.isNaN(createdAt.getTime())) throw new UnreadableField('created_at', 'no instant');
  return {
    token: requiredText(entry, 'encrypted_id', 256, REPORT_TOKEN),
    name: requiredText(entry, 'report_name', 300),
    format: optionalWord(entry, 'file_format', ['csv', 'xlsx']),
    records: typeof records === 'number' && Number.isSafeInteger(records) && records >= 0 ? records : null,
    status: optionalWord(entry, 'status', ['in_progress', 'finished', 'expired']) ?? 'finished',
    createdAt,
  };
}

/** What became of a download. Whether what was saved is a report at all, its reader finds out. */
export function readDownload(outcome: DownloadOutcome, maxBytes: number, now: Date): DownloadReportResult {
  if (outcome.kind === 'saved') return { kind: 'downloaded', bytes: outcome.bytes };
  if (outcome.kind === 'too_large') return { kind: 'too_large', maxBytes };
  if (outcome.kind === 'failed') return lost(outcome.code, outcome.message, outcome.httpStatus);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  if ([400, 404, 410].includes(status)) {
    return { kind: 'not_there', httpStatus: status, message: errorMessage(outcome) };
  }
  return lost('unexpected', `HTTP ${status}: ${errorMessage(outcome)}`, status);
}

function lost(code: Parameters<typeof trouble>[0], message: string, httpStatus: number | null) {
  return { kind: 'trouble' as const, trouble: trouble(code, message, httpStatus) };
}
