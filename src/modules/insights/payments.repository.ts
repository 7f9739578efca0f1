import { Injectable } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { ExplainedPayment } from '../../domain/explain/explain-invoice.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Invoice } from '../invoices/index.js';

interface PaymentRow {
  n: number;
  kind: 'cit' | 'mit';
  status: AttemptState;
  amount: bigint;
  currency: string;
  at: Date;
  brand: string | null;
  lastFour: string | null;
  message: string | null;
  code: string | null;
}

/** The attempts at an invoice, read over the tables of charges and cards, for people. */
@Injectable()
export class PaymentsRepository {
  async ofInvoice(tx: Tx, { merchantId, id }: Invoice): Promise<ExplainedPayment[]> {
    const rows = await tx.query<PaymentRow[]>(
      `SELECT a.n, a.kind, a.status, a.amount_minor AS amount, a.currency,
         coalesce(a.sent_at, a.prepared_at) AS at, k.brand, k.last_four AS "lastFour",
         a.decline_message AS message, a.decline_code AS code
       FROM attempts a LEFT JOIN cards k ON k.merchant_id = a.merchant_id AND k.id = a.card_id
       WHERE a.merchant_id = $1 AND a.invoice_id = $2 ORDER BY a.id LIMIT 200`,
      [merchantId, id],
    );
    return rows.map(({ brand, lastFour, message, code, amount, currency, ...row }) => ({
      ...row,
      amount: money(amount, currency),
      card: lastFour === null ? null : `${brand ?? 'card'} ending in ${lastFour}`,
      decline: [message, code && `code ${code}`].filter(Boolean).join(', ') || null,
    }));
  }
}
