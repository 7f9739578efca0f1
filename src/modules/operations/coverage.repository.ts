import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

export interface CoverageCounts {
  subscriptions: number;
  invoiced: number;
  skipped: number;
  queued: number;
  forgotten: number;
}

export interface SkippedPeriod {
  subscription: string;
  periodStart: Date;
  periodEnd: Date;
  reason: string | null;
}

export interface QueuedPeriod {
  subscription: string;
  status: string;
  /** Since when its next period is due; null when nothing will ever bill it. */
  dueSince: Date | null;
  queue: 'clock' | 'quarantine' | 'failing' | 'cancel' | 'forgotten';
  reason: string | null;
}

/** Where the periods of two invoices that follow each other do not meet. */
export interface Seam {
  subscription: string;
  endedAt: Date;
  beganAt: Date;
  /** What was done to the subscription in between, which may be the reason; null: nothing was. */
  reason: string | null;
}

/** Of which each changes where a subscription's periods begin. */
const MOVES = `'subscription.paused', 'subscription.resumed', 'subscription.changed', 'subscription.reactivated',
  'subscription.recovered'`;

const ALIVE = `('trialing', 'active', 'past_due')`;

/** Nobody is waited for by the clock who is set aside, whose billing fails, or whose cancel waits for an answer. */
const QUEUED = `s.status IN ${ALIVE} AND (s.next_bill_at <= $2 OR s.next_bill_at IS NULL)`;

/** Nothing will ever bill it, and nobody was told to look. */
const FORGOTTEN = `s.status IN ${ALIVE} AND s.next_bill_at IS NULL AND s.quarantined_at IS NULL
  AND s.cancel_requested_at IS NULL`;

/** Whether every period that was due was billed, skipped for a reason, or waits in a queue; read for people. */
@Injectable()
export class CoverageRepository {
  async counts(tx: Tx, merchantId: bigint, now: Date): Promise<CoverageCounts> {
    const [row] = await tx.query<Record<keyof CoverageCounts, bigint>[]>(
      `SELECT
         (SELECT count(*) FROM subscriptions WHERE merchant_id = $1) AS subscriptions,
         (SELECT count(*) FROM invoices
          WHERE merchant_id = $1 AND period_index IS NOT NULL AND status <> 'void') AS invoiced,
         (SELECT count(*) FROM invoices
          WHERE merchant_id = $1 AND period_index IS NOT NULL AND status = 'void') AS skipped,
         (SELECT count(*) FROM subscriptions s WHERE s.merchant_id = $1 AND ${QUEUED}) AS queued,
         (SELECT count(*) FROM subscriptions s WHERE s.merchant_id = $1 AND ${FORGOTTEN}) AS forgotten`,
      [merchantId, now],
    );
    const { subscriptions, invoiced, skipped, queued, forgotten } = row!;
    return {
      subscriptions: Number(subscriptions),
      invoiced: Number(invoiced),
      skipped: Number(skipped),
      queued: Number(queued),
      forgotten: Number(forgotten),
    };
  }

  /** The newest first, each with why nobody owes it. */
  skipped(tx: Tx, merchantId: bigint, limit: number): Promise<SkippedPeriod[]> {
    return tx.query(
      `SELECT s.public_id AS subscription, i.period_start AS "periodStart", i.period_end AS "periodEnd",
         (SELECT e.data->>'reason' FROM events e
          WHERE e.merchant_id = i.merchant_id AND e.subscription_id = i.subscription_id
            AND e.type IN ('invoice.voided', 'invoice.discarded') AND e.data->>'invoice_id' = i.public_id LIMIT 1) AS reason
       FROM invoices i JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
       WHERE i.merchant_id = $1 AND i.period_index IS NOT NULL AND i.status = 'void'
       ORDER BY i.id DESC LIMIT $2`,
      [merchantId, limit],
    );
  }

  /** What is due and not billed, and who has it; the longest due first, and what nobody has before all. */
  queued(tx: Tx, merchantId: bigint, now: Date, limit: number): Promise<QueuedPeriod[]> {
    return tx.query(
      `SELECT s.public_id AS subscription, s.status, s.next_bill_at AS "dueSince",
         CASE WHEN ${FORGOTTEN} THEN 'forgotten'
           WHEN s.quarantined_at IS NOT NULL THEN 'quarantine'
           WHEN s.next_bill_at IS NULL THEN 'cancel'
           WHEN s.billing_failures > 0 THEN 'failing' ELSE 'clock' END AS queue,
         coalesce(s.quarantine_reason, s.cancel_reason) AS reason
       FROM subscriptions s WHERE s.merchant_id = $1 AND ${QUEUED}
       ORDER BY (${FORGOTTEN}) DESC, s.next_bill_at NULLS FIRST, s.id LIMIT $3`,
      [merchantId, now, limit],
    );
  }

  /** Gaps and overlaps between invoices that follow each other; those without a reason first. */
  seams(tx: Tx, merchantId: bigint, limit: number): Promise<Seam[]> {
    return tx.query(
      `WITH pairs AS (
         SELECT subscription_id, period_start AS began, created_at,
           lag(period_end) OVER w AS ended, lag(created_at) OVER w AS before
         FROM invoices WHERE merchant_id = $1 AND period_index IS NOT NULL
         WINDOW w AS (PARTITION BY subscription_id ORDER BY period_index)),
       seams AS (
         SELECT p.*, (
           SELECT e.type FROM events e
           WHERE e.merchant_id = $1 AND e.subscription_id = p.subscription_id AND e.type IN (${MOVES})
             AND e.occurred_at BETWEEN p.before AND p.created_at
           ORDER BY e.id DESC LIMIT 1) AS reason
         FROM pairs p WHERE p.ended <> p.began)
       SELECT s.public_id AS subscription, p.ended AS "endedAt", p.began AS "beganAt", p.reason
       FROM seams p JOIN subscriptions s ON s.merchant_id = $1 AND s.id = p.subscription_id
       ORDER BY p.reason NULLS FIRST, p.began DESC LIMIT $2`,
      [merchantId, limit],
    );
  }
}
