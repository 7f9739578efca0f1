import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { NEXT_PERIOD } from '../subscriptions/index.js';

export interface CoverageCounts {
  subscriptions: number;
  invoiced: number;
  skipped: number;
  voided: number;
  queued: number;
  forgotten: number;
}

export interface UnownedPeriod {
  subscription: string;
  periodStart: Date;
  periodEnd: Date;
  reason: string | null;
}

export interface QueuedPeriod {
  subscription: string;
  status: string;
  /** Since when its next period is due, or from when on it will be; counted from what was billed. */
  dueSince: Date;
  /** When the clock looks at it; null when it never does. */
  nextBillAt: Date | null;
  queue: 'clock' | 'quarantine' | 'failing' | 'cancel' | 'ending' | 'given_up' | 'forgotten';
  reason: string | null;
}

/** Where the periods of two invoices that follow each other do not meet. */
export interface Seam {
  subscription: string;
  endedAt: Date;
  beganAt: Date;
  /** The break that says just this, from when to when; null: none does. */
  reason: string | null;
}

const { join, startsAt, usageWait, endWait } = NEXT_PERIOD;

/** Its periods pass without being billed until what it owes is paid: then they are skipped, each with the reason. */
const GIVEN_UP = `(status = 'unpaid' OR (status = 'paused' AND paused_at IS NULL))`;

/** The clock comes later than the period is due, and neither a failure nor the end of the term is why. */
const IS_LATE = `next_bill_at > greatest(starts_at + usage_wait, $2::timestamptz + end_wait)
  AND NOT (billing_failures > 0 AND next_bill_at <= $2::timestamptz + interval '1 hour')`;

/**
 * What is due and not billed by $2, and who has it. Nothing will ever bill what is forgotten, or not in its time, and
 * nobody was told to look.
 */
const QUEUED = `
  next_periods AS (
    SELECT s.id, s.public_id, s.status, s.paused_at, s.next_bill_at, s.quarantined_at, s.cancel_requested_at,
      s.billing_failures, coalesce(s.quarantine_reason, s.cancel_reason) AS reason, ${startsAt} AS starts_at,
      ${endWait} AS end_wait, s.merchant_id
    FROM subscriptions s ${join}
    WHERE s.merchant_id = $1 AND s.status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused')),
  waiting AS MATERIALIZED (
    SELECT s.*, ${usageWait} AS usage_wait FROM next_periods s
    WHERE CASE WHEN s.status IN ('unpaid', 'paused') THEN ${GIVEN_UP} AND s.starts_at <= $2
      ELSE s.next_bill_at IS NULL OR s.starts_at <= $2 OR s.next_bill_at > s.starts_at END),
  sorted AS (
    SELECT *, starts_at + usage_wait AS due_at, CASE WHEN ${GIVEN_UP} THEN 'given_up'
      WHEN quarantined_at IS NOT NULL THEN 'quarantine'
      WHEN cancel_requested_at IS NOT NULL AND next_bill_at IS NULL THEN 'cancel'
      WHEN next_bill_at IS NULL OR (${IS_LATE}) THEN 'forgotten'
      WHEN billing_failures > 0 THEN 'failing'
      WHEN end_wait > interval '0' THEN 'ending' ELSE 'clock' END AS queue FROM waiting),
  queued AS (
    SELECT * FROM sorted WHERE due_at <= $2 OR next_bill_at IS NULL OR queue = 'forgotten')`;

/** A period that was never owed has its void invoice, and no charge; whatever else is void was owed, or drafted. */
const NEVER_OWED = `(i.finalized_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM charges c WHERE c.merchant_id = i.merchant_id AND c.invoice_id = i.id))`;

/** Whether every period that was due was billed, skipped for a reason, or waits in a queue; read for people. */
@Injectable()
export class CoverageRepository {
  async counts(tx: Tx, merchantId: bigint, now: Date): Promise<CoverageCounts> {
    const [row] = await tx.query<Record<keyof CoverageCounts, bigint>[]>(
      `WITH ${QUEUED},
       periods AS (
         SELECT count(*) FILTER (WHERE status <> 'void') AS invoiced,
           count(*) FILTER (WHERE status = 'void' AND ${NEVER_OWED}) AS skipped,
           count(*) FILTER (WHERE status = 'void' AND NOT ${NEVER_OWED}) AS voided
         FROM invoices i WHERE merchant_id = $1 AND period_index IS NOT NULL)
       SELECT (SELECT count(*) FROM subscriptions WHERE merchant_id = $1) AS subscriptions, periods.*,
         (SELECT count(*) FROM queued) AS queued,
         (SELECT count(*) FROM queued WHERE queue = 'forgotten') AS forgotten
       FROM periods`,
      [merchantId, now],
    );
    const counts = Object.entries(row!).map(([name, count]) => [name, Number(count)]);
    return Object.fromEntries(counts) as CoverageCounts;
  }

  /** Void ones, the newest first, each with why nobody owes it: `skipped` never owed, or `voided` after it was. */
  unowned(tx: Tx, merchantId: bigint, which: 'skipped' | 'voided', limit: number): Promise<UnownedPeriod[]> {
    return tx.query(
      `SELECT s.public_id AS subscription, i.period_start AS "periodStart", i.period_end AS "periodEnd",
         (SELECT e.data->>'reason' FROM events e
          WHERE e.merchant_id = i.merchant_id AND e.subscription_id = i.subscription_id
            AND e.type IN ('invoice.voided', 'invoice.discarded') AND e.data->>'invoice_id' = i.public_id LIMIT 1) AS reason
       FROM invoices i JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
       WHERE i.merchant_id = $1 AND i.period_index IS NOT NULL AND i.status = 'void' AND ${NEVER_OWED} = $2
       ORDER BY i.id DESC LIMIT $3`,
      [merchantId, which === 'skipped', limit],
    );
  }

  /** What nobody has before all, then the longest due; last those whose periods only pass. */
  queued(tx: Tx, merchantId: bigint, now: Date, limit: number): Promise<QueuedPeriod[]> {
    return tx.query(
      `WITH ${QUEUED}
       SELECT public_id AS subscription, status, due_at AS "dueSince", next_bill_at AS "nextBillAt", queue,
         CASE queue WHEN 'given_up' THEN 'collection of an earlier period was given up' ELSE reason END AS reason
       FROM queued
       ORDER BY queue = 'forgotten' DESC, queue = 'given_up', due_at, id LIMIT $3`,
      [merchantId, now, limit],
    );
  }

  /** Gaps and overlaps between invoices that follow each other; those without a reason first. */
  seams(tx: Tx, merchantId: bigint, limit: number): Promise<Seam[]> {
    return tx.query(
      `WITH pairs AS (
         SELECT subscription_id, period_index, period_start AS began,
           lag(period_end) OVER (PARTITION BY subscription_id ORDER BY period_index) AS ended
         FROM invoices WHERE merchant_id = $1 AND period_index IS NOT NULL)
       SELECT s.public_id AS subscription, p.ended AS "endedAt", p.began AS "beganAt", b.reason
       FROM pairs p JOIN subscriptions s ON s.merchant_id = $1 AND s.id = p.subscription_id
       LEFT JOIN period_breaks b ON b.merchant_id = $1 AND b.subscription_id = p.subscription_id
         AND b.period_index = p.period_index AND (b.previous_end, b.starts_at) = (p.ended, p.began)
       WHERE p.ended <> p.began
       ORDER BY b.reason NULLS FIRST, p.began DESC LIMIT $2`,
      [merchantId, limit],
    );
  }
}
