import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

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
         WHERE e.merchant_id = c.merchant_id AND e.subscription_id = c.subscription_id
           AND e.type = 'charge.blocked' AND e.data->>'charge_id' = c.public_id
         ORDER BY e.id DESC LIMIT 1) told ON true
       WHERE ${BY_FAULT} ORDER BY c.updated_at, c.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  async counts(tx: Tx, merchantId: bigint): Promise<{ subscriptions: number; charges: number }> {
    const [row] = await tx.query<{ subscriptions: bigint; charges: bigint }[]>(
      `SELECT
         (SELECT count(*) FROM subscriptions WHERE merchant_id = $1 AND quarantined_at IS NOT NULL) AS subscriptions,
         (SELECT count(*) FROM charges c WHERE ${BY_FAULT}) AS charges`,
      [merchantId],
    );
    return { subscriptions: Number(row!.subscriptions), charges: Number(row!.charges) };
  }
}
