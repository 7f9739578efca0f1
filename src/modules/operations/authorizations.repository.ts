import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';

/** A payment that a bank holds and that nobody has captured or let go. */
export interface AuthorizationRow {
  id: bigint;
  attempt: string;
  charge: string;
  invoice: string;
  subscription: string | null;
  customer: string;
  orderNo: string;
  currency: string;
  amountMinor: bigint;
  authorizedAt: Date;
  holdUntil: Date;
  decision: string | null;
  decisionStatus: string | null;
  decisionReason: string | null;
}

@Injectable()
export class AuthorizationsRepository {
  /** The oldest first: those end first. */
  async open(tx: Tx, merchantId: bigint, { limit, beforeId }: PageRequest): Promise<Page<AuthorizationRow>> {
    const rows = await tx.query<AuthorizationRow[]>(
      `SELECT a.id, a.public_id AS attempt, c.public_id AS charge, i.public_id AS invoice,
         s.public_id AS subscription, u.public_id AS customer, a.order_no AS "orderNo", a.currency,
         a.amount_minor AS "amountMinor", a.authorized_at AS "authorizedAt", a.hold_until AS "holdUntil",
         last.public_id AS decision, last.status AS "decisionStatus", last.status_reason AS "decisionReason"
       FROM attempts a
       JOIN charges c ON c.merchant_id = a.merchant_id AND c.id = a.charge_id
       JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
       LEFT JOIN subscriptions s ON s.merchant_id = a.merchant_id AND s.id = a.subscription_id
       JOIN customers u ON u.merchant_id = a.merchant_id AND u.id = a.customer_id
       LEFT JOIN LATERAL (SELECT r.public_id, r.status, r.status_reason FROM refunds r
         WHERE r.merchant_id = a.merchant_id AND r.attempt_id = a.id AND r.kind <> 'refund'
         ORDER BY r.id DESC LIMIT 1) last ON true
       WHERE a.merchant_id = $1 AND a.status = 'authorized' AND a.id > $2 ORDER BY a.id LIMIT $3`,
      [merchantId, beforeId ?? 0n, limit + 1],
    );
    return toPage(rows, limit);
  }
}
