import type { FastifyInstance } from 'fastify';
import type { Answer } from '../connection.js';
import type { FaultAction } from '../faults.js';
import { isoDate } from '../clock.js';
import { textOf, type JsonObject, type Session } from '../state/types.js';
import { count, type World } from '../world.js';
import { throttled } from './auth.js';
import { BodyCheck } from './check.js';
import { endpoint, type Call } from './endpoint.js';
import { detail, fieldErrors } from './errors.js';
import { reportFile, type ReportRow } from './report-file.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const INTERVALS = ['daily', 'monthly', 'weekly', 'yearly'] as const;
const PAGE_MAX = 100;

interface Report {
  token: string;
  interval: 'daily' | 'monthly';
  /** `2026-01-31` or `2026-01`. */
  period: string;
  endsAt: number;
  /** Those with a transaction of this period: the payment itself, or a refund, capture or void of it. */
  sessions: Session[];
}

function endOf(period: string): number {
  if (period.length === 10) return Date.parse(`${period}T00:00:00Z`) + DAY_MS;
  return Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7)), 1);
}

/** Each transaction stands under its own day: the documentation does not say, and a day is made once, when it is over. */
function periodsOf(session: Session): Set<string> {
  const days = [session.created_at, ...session.children.map(({ at }) => at)].map((at) => isoDate(at));
  return new Set([...days, ...days.map((day) => day.slice(0, 7))]);
}

/** One file for every day and every month that has transactions, the newest first. */
function reports(world: World): Report[] {
  const files = new Map<string, Report>();
  for (const session of world.store.sessions.all()) {
    for (const period of periodsOf(session)) {
      const interval = period.length === 10 ? 'daily' : 'monthly';
      const token = world.random.fixed('report', period).slice(0, 32);
      const file = files.get(period) ?? { token, interval, period, endsAt: endOf(period), sessions: [] };
      file.sessions.push(session);
      files.set(period, file);
    }
  }
  return [...files.values()].sort((a, b) => b.endsAt - a.endsAt || a.interval.localeCompare(b.interval));
}

function formatOf(call: Call): string {
  return wanted(call)?.format === 'xlsx' ? 'xlsx' : 'csv';
}

function reportView(world: World, report: Report, format: string): JsonObject {
  const finished = world.clock.now() >= report.endsAt;
  const at = world.clock.iso(finished ? report.endsAt : undefined);
  return {
    encrypted_id: report.token,
    report_name: `transactions_${report.period}.${format}`,
    interval: report.interval,
    source: 'auto',
    file_format: format,
    records_amount: report.sessions.length,
    status: finished ? 'finished' : 'in_progress',
    generated_at: at,
    created_at: at,
    download_action: `${world.publicUrl}/b/api/v1/reports/files/${report.token}/download/`,
  };
}

function pageUrl(world: World, query: Record<string, string>, limit: number, offset: number): string {
  const search = new URLSearchParams({ ...query, limit: String(limit), offset: String(offset) });
  return `${world.publicUrl}/b/api/v1/reports/files/?${search.toString()}`;
}

function listReports(world: World, call: Call): Answer {
  const check = new BodyCheck(call.query);
  const after = check.date('created_after');
  const before = check.date('created_before');
  const interval = check.choice('interval', INTERVALS);
  const source = check.choice('source', ['auto', 'manual'] as const);
  const limit = check.integer('limit', 1, PAGE_MAX) ?? 20;
  const offset = check.integer('offset', 0, 1_000_000) ?? 0;
  if (check.failed) throw fieldErrors(check.errors);
  const views = reports(world)
    .map((report) => reportView(world, report, formatOf(call)))
    .filter((view) => {
      const created = textOf(view.created_at).slice(0, 10);
      return (
        source !== 'manual' &&
        (interval === undefined || view.interval === interval) &&
        (after === undefined || created >= after) &&
        (before === undefined || created <= before)
      );
    });
  const body = {
    count: views.length,
    next: offset + limit < views.length ? pageUrl(world, call.query, limit, offset + limit) : null,
    previous: offset > 0 ? pageUrl(world, call.query, limit, Math.max(0, offset - limit)) : null,
    results: views.slice(offset, offset + limit),
  };
  return { status: 200, body };
}

const COLUMNS = [
  'session_id',
  'parent_session_id',
  'order_no',
  'customer_id',
  'operation',
  'state',
  'amount',
  'currency_code',
  'settled_amount',
  'pg_code',
  'reference_number',
  'created',
  'settled',
  'fee',
  'is_sandbox',
];

function rowsOf(world: World, session: Session, period: string): ReportRow[] {
  const { request } = session;
  const common = {
    order_no: request.order_no ?? '',
    customer_id: request.customer_id ?? '',
    pg_code: session.pg_code,
    fee: '',
    is_sandbox: String(world.settings.is_sandbox),
  };
  const own = {
    ...common,
    session_id: session.session_id,
    parent_session_id: '',
    operation: 'payment',
    state: session.state,
    amount: request.amount,
    currency_code: request.currency_code,
    settled_amount: session.paid_amount,
    reference_number: session.reference_number,
    created: world.clock.iso(session.created_at),
    settled: session.settled_at === null ? '' : world.clock.iso(session.settled_at),
  };
  const isOf = (at: number) => isoDate(at).startsWith(period);
  const children = session.children
    .filter(({ at }) => isOf(at))
    .map((child) => ({
      ...common,
      session_id: child.session_id,
      parent_session_id: session.session_id,
      operation: child.operation,
      state: child.state,
      amount: child.amount,
      currency_code: child.currency_code,
      settled_amount: child.amount,
      reference_number: child.reference_number,
      created: world.clock.iso(child.at),
      settled: child.state === 'refund_queued' ? '' : world.clock.iso(child.at),
    }));
  return isOf(session.created_at) ? [own, ...children] : children;
}

/** How a fault wants the files to look. */
function wanted(call: Call): FaultAction | undefined {
  return call.steering.find(({ type }) => type === 'report_file');
}

function download(world: World, call: Call): Answer {
  const now = world.clock.now();
  const hour = Math.floor(now / HOUR_MS);
  if (count(world, `downloads ${call.caller.name} ${hour}`) > world.settings.report_downloads_per_hour) {
    throw throttled(world, ((hour + 1) * HOUR_MS - now) / 1000);
  }
  const report = reports(world).find((one) => one.token === call.params.token);
  if (!report) throw detail(404, 'Not found.');
  if (now < report.endsAt) throw detail(400, 'The report is not finished yet.');
  const rows = report.sessions.flatMap((session) => rowsOf(world, session, report.period));
  const { bytes, contentType } = reportFile(COLUMNS, rows, wanted(call));
  return {
    status: 200,
    body: null,
    bytes,
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="transactions_${report.period}.${formatOf(call)}"`,
    },
  };
}

export function reportRoutes(app: FastifyInstance, world: World): void {
  const path = '/b/api/v1/reports/files';
  endpoint(app, world, 'GET', path, 'reports', (call) => listReports(world, call));
  endpoint(app, world, 'GET', `${path}/:token/download`, 'reports', (call) => download(world, call));
}
