import { Injectable } from '@nestjs/common';
import { KEPT_DAYS } from '../../domain/day-report/day-states.js';
import type { ReportLine, ReportOperation } from '../../domain/day-report/read-report-line.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';

/** A line and where it stands in its file. */
export interface StagedLine {
  n: number;
  line: ReportLine;
}

export interface ToldOperation {
  operation: ReportOperation;
  sessionId: string;
  parentSessionId: string | null;
  amountMinor: bigint;
}

interface Row {
  line: number;
  operation: ReportOperation;
  session_id: string;
  parent_session_id: string | null;
  order_no: string | null;
  state: string;
  currency: string;
  amount_minor: bigint;
  settled_minor: bigint | null;
  fee_minor: bigint | null;
  is_sandbox: boolean | null;
}

/** What the platform's files say. Lines are looked for by lists of values: see docs/adr/0060. */
@Injectable()
export class LinesRepository {
  /** Writes lines `from`, `from + 1` and so on. */
  async stage(
    tx: Tx,
    { merchantId, day, run }: ReconciliationDay,
    from: number,
    lines: ReportLine[],
  ): Promise<void> {
    const column = <T>(of: (line: ReportLine) => T) => lines.map(of);
    await tx.query(
      `INSERT INTO report_lines (merchant_id, day, run, line, operation, session_id, parent_session_id, order_no,
         state, currency, amount_minor, settled_minor, fee_minor, is_sandbox)
       SELECT $1, $2, $3, $4 + n::integer - 1, operation, session_id, parent, order_no, state, currency, amount,
         settled, fee, is_sandbox
       FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[],
         $12::bigint[], $13::bigint[], $14::boolean[]) WITH ORDINALITY
         AS l (operation, session_id, parent, order_no, state, currency, amount, settled, fee, is_sandbox, n)`,
      [
        merchantId,
        day,
        run,
        from,
        column((l) => l.operation),
        column((l) => l.sessionId),
        column((l) => l.parentSessionId),
        column((l) => l.orderNo),
        column((l) => l.state),
        column((l) => l.amount.currency),
        column((l) => l.amount.minor),
        column((l) => l.settledMinor),
        column((l) => l.feeMinor),
        column((l) => l.isSandbox),
      ],
    );
  }

  /**
   * What is left of other runs of the day, and of days long compared that are read anew before they are compared again;
   * some at a time. How many went.
   */
  async forget(tx: Tx, { merchantId, day, run }: ReconciliationDay, limit: number): Promise<number> {
    const [, count] = await tx.query<[unknown[], number]>(
      `DELETE FROM report_lines WHERE ctid IN (
         SELECT ctid FROM report_lines
         WHERE merchant_id = $1 AND ((day = $2 AND run <> $3) OR day IN (
           SELECT day FROM reconciliation_days
           WHERE merchant_id = $1 AND day < $2::date - $4::integer AND wants_file
             AND (lease_until IS NULL OR lease_until < clock_timestamp()))) LIMIT $5)`,
      [merchantId, day, run, KEPT_DAYS, limit],
    );
    return count;
  }

  /**
   * What was written is counted for the planner: it has never seen this day, and by the statistics of the days
   * before it once read the whole table again for every single line.
   */
  async analyze(tx: Tx): Promise<void> {
    await tx.query('ANALYZE report_lines');
  }

  /** Whether anything is left of what was read of the day last. */
  async areThere(tx: Tx, { merchantId, day, stagedRun }: ReconciliationDay): Promise<boolean> {
    const rows = await tx.query<object[]>(
      `SELECT 1 FROM report_lines WHERE merchant_id = $1 AND day = $2 AND run = $3 LIMIT 1`,
      [merchantId, day, stagedRun],
    );
    return rows.length > 0;
  }

  /** The day's lines from after `afterLine`. */
  async page(tx: Tx, day: ReconciliationDay, afterLine: number, limit: number): Promise<StagedLine[]> {
    const rows = await tx.query<Row[]>(
      `SELECT line, operation, session_id, parent_session_id, order_no, state, currency, amount_minor,
         settled_minor, fee_minor, is_sandbox
       FROM report_lines WHERE merchant_id = $1 AND day = $2 AND run = $3 AND line > $4 ORDER BY line LIMIT $5`,
      [day.merchantId, day.day, day.stagedRun, afterLine, limit],
    );
    return rows.map((row) => ({
      n: row.line,
      line: {
        operation: row.operation,
        sessionId: row.session_id,
        parentSessionId: row.parent_session_id,
        orderNo: row.order_no,
        state: row.state,
        amount: money(row.amount_minor, row.currency),
        settledMinor: row.settled_minor,
        feeMinor: row.fee_minor,
        isSandbox: row.is_sandbox,
      },
    }));
  }

  /** Where each session stands first in the file. */
  async firstLines(tx: Tx, day: ReconciliationDay, sessions: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ session_id: string; line: number }[]>(
      `SELECT session_id, min(line) AS line FROM report_lines
       WHERE merchant_id = $1 AND day = $2 AND run = $3 AND session_id = ANY ($4) GROUP BY session_id`,
      [day.merchantId, day.day, day.stagedRun, sessions],
    );
    return new Map(rows.map((row) => [row.session_id, row.line]));
  }

  /** Which of the sessions stand in any file that is kept. */
  async toldSessions(tx: Tx, merchantId: bigint, sessions: string[]): Promise<Set<string>> {
    const rows = await tx.query<{ session_id: string }[]>(
      `SELECT DISTINCT session_id FROM report_lines WHERE merchant_id = $1 AND session_id = ANY ($2)`,
      [merchantId, sessions],
    );
    return new Set(rows.map((row) => row.session_id));
  }

  /** Which of the payments came, by any file that is kept; what a bank only holds did not. */
  async arrived(tx: Tx, merchantId: bigint, sessions: string[]): Promise<Set<string>> {
    if (sessions.length === 0) return new Set();
    const rows = await tx.query<{ session_id: string }[]>(
      `SELECT DISTINCT session_id FROM report_lines
       WHERE merchant_id = $1 AND session_id = ANY ($2) AND operation = 'payment' AND state IN ('paid', 'refunded')`,
      [merchantId, sessions],
    );
    return new Set(rows.map((row) => row.session_id));
  }

  /** Lines by their names, and refunds and captures of these payments, in any file that is kept. */
  async toldOperations(
    tx: Tx,
    merchantId: bigint,
    names: string[],
    parents: string[],
  ): Promise<ToldOperation[]> {
    if (names.length + parents.length === 0) return [];
    return tx.query(
      `SELECT operation, session_id AS "sessionId", parent_session_id AS "parentSessionId",
         amount_minor AS "amountMinor"
       FROM report_lines WHERE merchant_id = $1 AND session_id = ANY ($2)
       UNION
       SELECT operation, session_id, parent_session_id, amount_minor
       FROM report_lines WHERE merchant_id = $1 AND parent_session_id = ANY ($3)
         AND operation IN ('refund', 'capture')`,
      [merchantId, names, parents],
    );
  }

  /** How much was captured of each of these payments, by any file that is kept; a line told twice counts once. */
  async captured(tx: Tx, merchantId: bigint, sessions: string[]): Promise<Map<string, bigint>> {
    if (sessions.length === 0) return new Map();
    const rows = await tx.query<{ parent: string; minor: bigint }[]>(
      `SELECT parent_session_id AS parent, sum(amount_minor)::bigint AS minor FROM (
         SELECT DISTINCT session_id, parent_session_id, amount_minor FROM report_lines
         WHERE merchant_id = $1 AND parent_session_id = ANY ($2) AND operation = 'capture'
           AND state IN ('paid', 'captured')) AS c
       GROUP BY parent_session_id`,
      [merchantId, sessions],
    );
    return new Map(rows.map((row) => [row.parent, row.minor]));
  }

  /** Which of the orders stand in the day's file. */
  async toldOrders(tx: Tx, day: ReconciliationDay, orders: string[]): Promise<Set<string>> {
    if (orders.length === 0) return new Set();
    const rows = await tx.query<{ order_no: string }[]>(
      `SELECT DISTINCT order_no FROM report_lines
       WHERE merchant_id = $1 AND day = $2 AND run = $3 AND order_no = ANY ($4)`,
      [day.merchantId, day.day, day.stagedRun, orders],
    );
    return new Set(rows.map((row) => row.order_no));
  }
}
