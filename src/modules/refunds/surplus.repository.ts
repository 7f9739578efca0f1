import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';

/** A payment that nobody owed and of which something is still here. */
export interface SurplusRow {
  id: bigint;
  attempt: string;
  charge: string;
  invoice: string;
  subscription: string | null;
  customer: string;
  orderNo: string;
  currency: string;
  amountMinor: bigint;
  refundedMinor: bigint;
  creditedMinor: bigint;
  /** What banks took of it, and did not return. */
  chargedBackMinor: bigint;
  since: Date;
  refund: string | null;
  refundStatus: string | null;
  refundReason: string | null;
}

/** What of it is here no more. */
export function goneOf({
  refundedMinor,
  creditedMinor,
  chargedBackMinor,
}: Pick<SurplusRow, 'refundedMinor' | 'creditedMinor' | 'chargedBackMinor'>): bigint {
  return refundedMinor + creditedMinor + chargedBackMinor;
}

@Injectable()
export class SurplusRepository {
  /** The oldest first: that is what has waited longest. */
  async open(tx: Tx, merchantId: bigint, { limit, beforeId }: PageRequest): Promise<Page<SurplusRow>> {
    const rows = await tx.query<SurplusRow[]>(
      `SELECT * FROM (${SURPLUS}) s
       WHERE "amountMinor" > "refundedMinor" + "creditedMinor" + "chargedBackMinor" AND id > $2 ORDER BY id LIMIT $3`,
      [merchantId, beforeId ?? 0n, limit + 1],
    );
    return toPage(rows, limit);
  }

  async find(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<SurplusRow | null> {
    const rows = await tx.query<SurplusRow[]>(`SELECT * FROM (${SURPLUS}) s WHERE id = $2`, [
      merchantId,
      attemptId,
    ]);
    return rows[0] ?? null;
  }
}

const SURPLUS = `
  SELECT a.id, a.public_id AS attempt, c.public_id AS charge, i.public_id AS invoice,
    s.public_id AS subscription, u.public_id AS customer, a.order_no AS "orderNo", a.currency,
    a.amount_minor AS "amountMinor", a.resolved_at AS since,
    coalesce((SELECT sum(r.amount_minor) FROM refunds r WHERE r.merchant_id = a.merchant_id
      AND r.attempt_id = a.id AND r.kind = 'refund' AND r.status = 'succeeded'), 0)::bigint AS "refundedMinor",
    coalesce((SELECT sum(e.amount_minor) FROM customer_balance_entries e WHERE e.merchant_id = a.merchant_id
      AND e.attempt_id = a.id), 0)::bigint AS "creditedMinor",
    coalesce((SELECT sum(b.amount_minor) FROM chargebacks b WHERE b.merchant_id = a.merchant_id
      AND b.attempt_id = a.id AND b.status <> 'won'), 0)::bigint AS "chargedBackMinor",
    last.public_id AS refund, last.status AS "refundStatus", last.status_reason AS "refundReason"
  FROM attempts a
  JOIN charges c ON c.merchant_id = a.merchant_id AND c.id = a.charge_id
  JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
  LEFT JOIN subscriptions s ON s.merchant_id = a.merchant_id AND s.id = a.subscription_id
  JOIN customers u ON u.merchant_id = a.merchant_id AND u.id = a.customer_id
  LEFT JOIN LATERAL (SELECT r.public_id, r.status, r.status_reason FROM refunds r
    WHERE r.merchant_id = a.merchant_id AND r.attempt_id = a.id AND r.kind = 'refund'
      AND r.status <> 'succeeded'
    ORDER BY (r.status = 'rejected'), r.id DESC LIMIT 1) last ON true
  WHERE a.merchant_id = $1 AND a.surplus`;
