import { Injectable } from '@nestjs/common';
import type { OurSide, Pair } from '../../domain/day-report/classify-difference.js';
import { EDGE_MINUTES } from '../../domain/day-report/day-states.js';
import type { ReportLine, ReportOperation } from '../../domain/day-report/read-report-line.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';

/** How this engine names an order: see platform/security/order-no.ts. */
const OUR_ORDERS = '^r1-[a-z2-7]{26}-[0-9]+$';
/** Lines of so many days stay, to compare again and to look beyond midnight; the next file takes their place. */
const KEPT_DAYS = 3;

/** A line beside what our books say of it. */
export interface Matched {
  n: number;
  pair: Omit<Pair, 'isLive' | 'fileMadeAt'>;
  attemptId: bigint | null;
  refundId: bigint | null;
}

/** Money that moved by our books, and that no file tells of. */
export interface Untold {
  ours: OurSide;
  attemptId: bigint;
  refundId: bigint | null;
  orderNo: string;
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
  attempt_id: bigint | null;
  refund_id: bigint | null;
  our_status: string | null;
  our_session: string | null;
  our_currency: string | null;
  our_amount: bigint | null;
  our_resolved_at: Date | null;
  looks_ours: boolean;
}

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

  /** What is left of other runs of the day, and of days long compared; some at a time. How many went. */
  async forget(tx: Tx, { merchantId, day, run }: ReconciliationDay, limit: number): Promise<number> {
    const [, count] = await tx.query<[unknown[], number]>(
      `DELETE FROM report_lines WHERE ctid IN (
         SELECT ctid FROM report_lines
         WHERE merchant_id = $1 AND ((day = $2 AND run <> $3) OR day < $2::date - $4::integer) LIMIT $5)`,
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

  /**
   * The day's lines from after `afterLine`, each with the payment or refund that it is about. The page is taken
   * first and then joined by unique keys, so that no estimate of the planner can make a page cost more than itself.
   */
  async matched(tx: Tx, day: ReconciliationDay, afterLine: number, limit: number): Promise<Matched[]> {
    const rows = await tx.query<Row[]>(
      `WITH page AS MATERIALIZED (
         SELECT * FROM report_lines
         WHERE merchant_id = $1 AND day = $2 AND run = $3 AND line > $4 ORDER BY line LIMIT $5)
       SELECT l.line, l.operation, l.session_id, l.parent_session_id, l.order_no, l.state, l.currency,
         l.amount_minor, l.settled_minor, l.fee_minor, l.is_sandbox,
         coalesce(s.id, o.id, r.attempt_id, p.id) AS attempt_id, r.id AS refund_id,
         coalesce(s.status, o.status, r.status) AS our_status,
         coalesce(s.session_id, o.session_id, r.child_id) AS our_session,
         coalesce(s.currency, o.currency, r.currency) AS our_currency,
         coalesce(s.amount_minor, o.amount_minor, r.amount_minor) AS our_amount,
         coalesce(s.resolved_at, o.resolved_at, r.resolved_at) AS our_resolved_at,
         coalesce(s.id, o.id, r.id, p.id) IS NOT NULL OR (c.id IS NULL AND l.order_no ~ '${OUR_ORDERS}') AS looks_ours
       FROM page l
       LEFT JOIN attempts s ON l.operation = 'payment' AND s.merchant_id = l.merchant_id
         AND s.session_id = l.session_id
       LEFT JOIN attempts o ON l.operation = 'payment' AND s.id IS NULL AND o.merchant_id = l.merchant_id
         AND o.order_no = l.order_no
       LEFT JOIN card_setups c ON c.merchant_id = l.merchant_id AND c.order_no = l.order_no
       LEFT JOIN refunds r ON l.operation = 'refund' AND r.merchant_id = l.merchant_id
         AND r.child_id = l.session_id AND r.kind = 'refund'
       LEFT JOIN attempts p ON l.operation = 'refund' AND p.merchant_id = l.merchant_id
         AND p.session_id = l.parent_session_id
       ORDER BY l.line`,
      [day.merchantId, day.day, day.stagedRun, afterLine, limit],
    );
    const firstLines = await this.firstLines(tx, day, [...new Set(rows.map((row) => row.session_id))]);
    return rows.map((row) => matchedOf(row, firstLines.get(row.session_id)! < row.line));
  }

  /** Where each session stands first in the file. As values they are looked for all at once, whatever is estimated. */
  private async firstLines(tx: Tx, day: ReconciliationDay, sessions: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ session_id: string; line: number }[]>(
      `SELECT session_id, min(line) AS line FROM report_lines
       WHERE merchant_id = $1 AND day = $2 AND run = $3 AND session_id = ANY ($4) GROUP BY session_id`,
      [day.merchantId, day.day, day.stagedRun, sessions],
    );
    return new Map(rows.map((row) => [row.session_id, row.line]));
  }

  /**
   * Payments and refunds that are paid here and in no line. Payments from shortly before midnight stand in the
   * file of the day before or of this one; those of this evening wait for tomorrow's.
   */
  async untold(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number): Promise<Untold[]> {
    const rows = await tx.query<UntoldRow[]>(
      `SELECT a.id AS attempt_id, a.order_no, a.status, a.session_id, a.currency, a.amount_minor, a.resolved_at
       FROM attempts a
       WHERE a.merchant_id = $1 AND a.status = 'succeeded' AND a.id > $3 AND a.resolved_at <= $5
         AND a.prepared_at >= $2::date::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND a.prepared_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND (a.prepared_at >= $2::date::timestamp AT TIME ZONE 'UTC' OR EXISTS (
           SELECT FROM report_lines y WHERE y.merchant_id = $1 AND y.day = $2::date - 1))
         AND NOT EXISTS (SELECT FROM report_lines l WHERE l.merchant_id = $1 AND l.session_id = a.session_id)
         AND NOT EXISTS (SELECT FROM report_lines l
           WHERE l.merchant_id = $1 AND l.order_no = a.order_no AND l.day = $2 AND l.run = $6)
       ORDER BY a.id LIMIT $4`,
      [day.merchantId, day.day, afterId, limit, new Date(day.file!.made_at), day.stagedRun],
    );
    return rows.map((row) => ({ ...untoldOf(row, 'attempt'), refundId: null }));
  }

  async untoldRefunds(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number): Promise<Untold[]> {
    const rows = await tx.query<(UntoldRow & { refund_id: bigint })[]>(
      `SELECT r.id AS refund_id, r.attempt_id, a.order_no, r.status, r.child_id AS session_id, r.currency,
         r.amount_minor, r.resolved_at
       FROM refunds r JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
       WHERE r.merchant_id = $1 AND r.kind = 'refund' AND r.status = 'succeeded' AND r.child_id IS NOT NULL AND r.id > $3
         AND r.resolved_at <= $5
         AND EXISTS (SELECT FROM report_lines l WHERE l.merchant_id = $1 AND l.session_id = a.session_id
           AND l.day = $2 AND l.run = $6)
         AND NOT EXISTS (SELECT FROM report_lines l WHERE l.merchant_id = $1 AND l.session_id = r.child_id)
       ORDER BY r.id LIMIT $4`,
      [day.merchantId, day.day, afterId, limit, new Date(day.file!.made_at), day.stagedRun],
    );
    return rows.map((row) => ({ ...untoldOf(row, 'refund'), refundId: row.refund_id }));
  }
}

interface UntoldRow {
  attempt_id: bigint;
  order_no: string;
  status: string;
  session_id: string | null;
  currency: string;
  amount_minor: bigint;
  resolved_at: Date | null;
}

function untoldOf(row: UntoldRow, kind: OurSide['kind']) {
  return {
    ours: {
      kind,
      status: row.status,
      sessionId: row.session_id,
      amount: money(row.amount_minor, row.currency),
      resolvedAt: row.resolved_at,
    },
    attemptId: row.attempt_id,
    orderNo: row.order_no,
  };
}

function matchedOf(row: Row, isRepeated: boolean): Matched {
  return {
    n: row.line,
    attemptId: row.attempt_id,
    refundId: row.refund_id,
    pair: {
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
      ours:
        row.our_status === null
          ? null
          : {
              kind: row.refund_id === null ? 'attempt' : 'refund',
              status: row.our_status,
              sessionId: row.our_session,
              amount: money(row.our_amount!, row.our_currency!),
              resolvedAt: row.our_resolved_at,
            },
      looksOurs: row.looks_ours,
      isRepeated,
    },
  };
}
