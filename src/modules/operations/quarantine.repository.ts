import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { MAX_FAILURES } from '../charges/index.js';

export interface QuarantinedSubscription {
  subscription: string;
  status: string;
  since: Date;
  reason: string | null;
  failures: number;
}

export interface QuarantinedCharge {
  charge: string;
  subscription: string;
  invoice: string;
  since: Date;
  reason: string | null;
  failures: number;
  rejections: number;
  currency: string;
  amountMinor: bigint;
}

export interface QuarantinedAttempt {
  attempt: string;
  status: string;
  since: Date;
  reason: string | null;
  failures: number;
}

/** A manual one is in the queue of persons already. */
const UNASKABLE = `a.merchant_id = $1 AND a.check_failures > 0
  AND a.check_failures >= ${MAX_FAILURES}
  AND a.status NOT IN ('manual', 'succeeded')`;

/** No attempt of the charge waits for a person: it was the charge itself that could not go on. */
const BY_FAULT = `c.merchant_id = $1 AND c.status = 'blocked' AND NOT EXISTS (
  SELECT 1 FROM attempts a
  WHERE a.merchant_id = c.merchant_id AND a.invoice_id = c.invoice_id AND a.status = 'manual')`;

/** What was set aside so that the rest could go on; the longest waiting first. */
@Injectable()
export class QuarantineRepository {
  subscriptions(tx: Tx, merchantId: bigint, limit: number): Promise<QuarantinedSubscription[]> {
    return tx.query(
      `SELECT public_id AS subscription, status, quarantined_at AS since, quarantine_reason AS reason,
         billing_failures AS failures
       FROM subscriptions WHERE merchant_id = $1 AND quarantined_at IS NOT NULL
       ORDER BY quarantined_at, id LIMIT $2`,
      [merchantId, limit],
    );
  }

  charges(tx: Tx, merchantId: bigint, limit: number): Promise<QuarantinedCharge[]> {
    return tx.query(
      `SELECT c.public_id AS charge, s.public_id AS subscription, i.public_id AS invoice, c.updated_at AS since,
         told.reason, c.processing_failures AS failures, c.rejections, c.currency, c.amount_minor AS "amountMinor"
       FROM charges c
       LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
       JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
       LEFT JOIN LATERAL (
         SELECT e.data->>'reason' AS reason FROM events e
         WHERE e.merchant_id = c.merchant_id AND e.subscription_id IS NOT DISTINCT FROM c.subscription_id
           AND e.type = 'charge.blocked' AND e.data->>'charge_id' = c.public_id
         ORDER BY e.id DESC LIMIT 1) told ON true
       WHERE ${BY_FAULT} ORDER BY c.updated_at, c.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  /** Asking about them failed again and again, and they could not be given to a person. */
  attempts(tx: Tx, merchantId: bigint, limit: number): Promise<QuarantinedAttempt[]> {
    return tx.query(
      `SELECT a.public_id AS attempt, a.status, coalesce(told.at, a.prepared_at) AS since, told.reason,
         a.check_failures AS failures
       FROM attempts a
       LEFT JOIN LATERAL (
         SELECT e.data->>'reason' AS reason, e.occurred_at AS at FROM events e
         WHERE e.merchant_id = a.merchant_id AND e.subscription_id IS NOT DISTINCT FROM a.subscription_id
           AND e.type = 'attempt.asking_failed' AND e.data->>'attempt_id' = a.public_id
         ORDER BY e.id DESC LIMIT 1) told ON true
       WHERE ${UNASKABLE} ORDER BY a.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  async counts(
    tx: Tx,
    merchantId: bigint,
  ): Promise<{ subscriptions: number; charges: number; attempts: number }> {
    const [row] = await tx.query<{ subscriptions: bigint; charges: bigint; attempts: bigint }[]>(
      `SELECT
         (SELECT count(*) FROM subscriptions WHERE merchant_id = $1 AND quarantined_at IS NOT NULL) AS subscriptions,
         (SELECT count(*) FROM charges c WHERE ${BY_FAULT}) AS charges,
         (SELECT count(*) FROM attempts a WHERE ${UNASKABLE}) AS attempts`,
      [merchantId],
    );
    return {
      subscriptions: Number(row!.subscriptions),
      charges: Number(row!.charges),
      attempts: Number(row!.attempts),
    };
  }
}
