import { Injectable } from '@nestjs/common';
import type { OurSide } from '../../domain/day-report/classify-difference.js';
import { EDGE_MINUTES } from '../../domain/day-report/day-states.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';

/** A payment or a refund of ours, as far as a line of a report is held against it. */
export interface Booked {
  ours: OurSide;
  attemptId: bigint;
  refundId: bigint | null;
  orderNo: string;
  /** Of a refund or capture: the payment's session. */
  parentSessionId: string | null;
}

interface Row {
  kind: OurSide['kind'];
  parent: string | null;
  attempt_id: bigint;
  refund_id: bigint | null;
  order_no: string;
  status: string;
  session_id: string | null;
  currency: string;
  amount_minor: bigint;
  resolved_at: Date | null;
}

const ATTEMPT = `'attempt' AS kind, NULL AS parent, a.id AS attempt_id, NULL::bigint AS refund_id, a.order_no, a.status, a.session_id, a.currency,
  a.amount_minor, a.resolved_at`;
const REFUND = `r.kind, a.session_id AS parent, r.attempt_id, r.id AS refund_id, a.order_no, r.status, r.child_id AS session_id, r.currency,
  r.amount_minor, r.resolved_at`;
const REFUNDS = `refunds r JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id`;

/** What our books say. Everything is looked for by lists of values: see docs/adr/0060. */
@Injectable()
export class BooksRepository {
  attemptsBySession(tx: Tx, merchantId: bigint, sessions: string[]): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT ${ATTEMPT} FROM attempts a WHERE a.merchant_id = $1 AND a.session_id = ANY ($2)`,
      [merchantId, sessions],
    );
  }

  attemptsByOrder(tx: Tx, merchantId: bigint, orders: string[]): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT ${ATTEMPT} FROM attempts a WHERE a.merchant_id = $1 AND a.order_no = ANY ($2)`,
      [merchantId, orders],
    );
  }

  /** By the child transaction that the platform made for the refund; a rejected one only where no other has its name. */
  refundsByChild(tx: Tx, merchantId: bigint, children: string[]): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT DISTINCT ON (r.child_id) ${REFUND} FROM ${REFUNDS}
       WHERE r.merchant_id = $1 AND r.kind = 'refund' AND r.child_id = ANY ($2)
       ORDER BY r.child_id, (r.status = 'rejected'), r.id DESC`,
      [merchantId, children],
    );
  }

  /** Refunds of these payments that were made, and to which the platform gave no name when it answered. */
  unnamedRefunds(tx: Tx, merchantId: bigint, parents: string[]): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT ${REFUND} FROM ${REFUNDS}
       WHERE r.merchant_id = $1 AND r.kind = 'refund' AND r.child_id IS NULL
         AND r.status NOT IN ('requested', 'awaiting_approval', 'rejected') AND a.session_id = ANY ($2)`,
      [merchantId, parents],
    );
  }

  /** Refunds and captures that were made on the day, from after `afterId`; at its edges as with payments. */
  made(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT ${REFUND} FROM ${REFUNDS}
       WHERE r.merchant_id = $1 AND r.kind IN ('refund', 'capture') AND r.status = 'succeeded' AND r.id > $3
         AND r.resolved_at <= $5
         AND r.resolved_at >= $2::date::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND r.resolved_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND (r.resolved_at >= $2::date::timestamp AT TIME ZONE 'UTC' OR EXISTS (
           SELECT FROM report_lines y WHERE y.merchant_id = $1 AND y.day = $2::date - 1))
       ORDER BY r.id LIMIT $4`,
      [day.merchantId, day.day, afterId, limit, new Date(day.file!.made_at)],
    );
  }

  /** Which of the orders are those of cards that were saved without a payment. */
  async setupOrders(tx: Tx, merchantId: bigint, orders: string[]): Promise<Set<string>> {
    const rows = await tx.query<{ order_no: string }[]>(
      `SELECT order_no FROM card_setups WHERE merchant_id = $1 AND order_no = ANY ($2)`,
      [merchantId, orders],
    );
    return new Set(rows.map((row) => row.order_no));
  }

  /**
   * Payments of the day that succeeded, from after `afterId`. Those from shortly before midnight stand in the file
   * of the day before or of this one; those of this evening wait for tomorrow's.
   */
  paid(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number): Promise<Booked[]> {
    return this.find(
      tx,
      `SELECT ${ATTEMPT} FROM attempts a
       WHERE a.merchant_id = $1 AND a.status = 'succeeded' AND a.id > $3 AND a.resolved_at <= $5
         AND a.prepared_at >= $2::date::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND a.prepared_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
         AND (a.prepared_at >= $2::date::timestamp AT TIME ZONE 'UTC' OR EXISTS (
           SELECT FROM report_lines y WHERE y.merchant_id = $1 AND y.day = $2::date - 1))
       ORDER BY a.id LIMIT $4`,
      [day.merchantId, day.day, afterId, limit, new Date(day.file!.made_at)],
    );
  }

  /**
   * Payments that were begun before the day and learned of on it, from after `afterId`: the file of the day on which
   * they were begun may be older than that. At the day's edges as with refunds. There are few, but a planner that takes
   * them for many looks for them through a merchant's whole history, in the order of the page: so they are found first.
   */
  late(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number): Promise<Booked[]> {
    const begins = `$2::date::timestamp AT TIME ZONE 'UTC'`;
    const edge = `interval '${EDGE_MINUTES} minutes'`;
    return this.find(
      tx,
      `WITH late AS MATERIALIZED (
         SELECT * FROM attempts
         WHERE merchant_id = $1 AND status = 'succeeded' AND prepared_at < ${begins}
           AND resolved_at >= ${begins} - ${edge}
           AND resolved_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' - ${edge})
       SELECT ${ATTEMPT} FROM late a
       WHERE a.id > $3 AND ((a.prepared_at < ${begins} - ${edge} AND a.resolved_at >= ${begins}) OR EXISTS (
         SELECT FROM report_lines y WHERE y.merchant_id = $1 AND y.day = $2::date - 1))
       ORDER BY a.id LIMIT $4`,
      [day.merchantId, day.day, afterId, limit],
    );
  }

  /** Nothing of ours could stand in a file of the day: no session, no refund, whatever became of them. */
  async isEmpty(tx: Tx, { merchantId, day }: ReconciliationDay): Promise<boolean> {
    const at = (column: string) =>
      `${column} >= $2::date::timestamp AT TIME ZONE 'UTC' - interval '${EDGE_MINUTES} minutes'
       AND ${column} < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' + interval '${EDGE_MINUTES} minutes'`;
    const [row] = await tx.query<[{ found: boolean }]>(
      `SELECT EXISTS (SELECT FROM attempts WHERE merchant_id = $1 AND (${at('prepared_at')} OR ${at('resolved_at')}))
         OR EXISTS (SELECT FROM card_setups WHERE merchant_id = $1 AND (${at('created_at')} OR ${at('updated_at')}))
         OR EXISTS (SELECT FROM refunds WHERE merchant_id = $1
              AND (${at('requested_at')} OR ${at('sent_at')} OR ${at('resolved_at')})) AS found`,
      [merchantId, day],
    );
    return !row.found;
  }

  private async find(tx: Tx, statement: string, values: unknown[]): Promise<Booked[]> {
    const rows = await tx.query<Row[]>(statement, values);
    return rows.map((row) => ({
      ours: {
        kind: row.kind,
        status: row.status,
        sessionId: row.session_id,
        amount: money(row.amount_minor, row.currency),
        resolvedAt: row.resolved_at,
      },
      attemptId: row.attempt_id,
      refundId: row.refund_id,
      orderNo: row.order_no,
      parentSessionId: row.parent,
    }));
  }
}
