import { Injectable } from '@nestjs/common';
import type { ExplainedReturn } from '../../domain/explain/explain-returns.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Invoice } from '../invoices/index.js';

type ReturnRow = Record<'kind' | 'number' | 'to' | 'status' | 'reason' | 'currency', string> & {
  isOfNote: boolean;
  isSurplus: boolean;
  minor: bigint;
  at: Date;
};

/** What came back of an invoice, read over the tables of several rooms, for people. */
@Injectable()
export class ReturnsRepository {
  /** The oldest first. */
  async ofInvoice(tx: Tx, { merchantId, id }: Invoice): Promise<ExplainedReturn[]> {
    const rows = await tx.query<ReturnRow[]>(
      `SELECT 'credit_note' AS kind, number, destination AS "to", NULL AS status, reason, currency,
         false AS "isOfNote", false AS "isSurplus", amount_minor AS minor, issued_at AS at
       FROM credit_notes WHERE merchant_id = $1 AND invoice_id = $2
       UNION ALL
       SELECT 'refund', NULL, NULL, r.status, r.reason, r.currency,
         EXISTS (SELECT 1 FROM credit_notes n WHERE n.merchant_id = r.merchant_id AND n.invoice_id = a.invoice_id AND n.refund_id = r.id), a.surplus,
         r.amount_minor, r.requested_at
       FROM refunds r JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
       WHERE a.merchant_id = $1 AND a.invoice_id = $2 AND r.kind = 'refund'
       UNION ALL
       SELECT 'chargeback', NULL, NULL, status, reason, currency, false, false, amount_minor, taken_at
       FROM chargebacks WHERE merchant_id = $1 AND invoice_id = $2
       ORDER BY at, kind LIMIT 200`,
      [merchantId, id],
    );
    return rows.map(
      ({ minor, currency, ...row }) => ({ ...row, amount: money(minor, currency) }) as ExplainedReturn,
    );
  }
}
