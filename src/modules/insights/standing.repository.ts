import { Injectable } from '@nestjs/common';
import type { OpenCharge } from '../../domain/explain/not-charged-facts.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { isOfCharges } from '../safeguards/index.js';
import type { Subscription } from '../subscriptions/index.js';

type ChargeRow = Omit<OpenCharge, 'amount' | 'invoiceNumber'> & {
  number: string | null;
  currency: string;
  amount: bigint;
};

export interface Gates {
  hold: { at: Date; reason: string; isOfMerchant: boolean } | null;
  breaker: { since: Date; gateway: string; reason: string | null } | null;
  budgetUntil: Date | null;
}

/** How the money of one subscription stands, read over the tables of several rooms, for people. Locks nothing. */
@Injectable()
export class StandingRepository {
  /** What is not collected yet, the oldest first; what was given up only while the subscription goes on. */
  async charges(tx: Tx, { merchantId, id }: Subscription): Promise<OpenCharge[]> {
    const rows = await tx.query<ChargeRow[]>(
      `SELECT i.number, c.currency, c.amount_minor AS amount, c.status, c.next_action AS "nextAction",
         c.next_action_at AS "nextActionAt", c.next_action_reason AS "nextActionReason",
         c.ladder->>'finalAction' AS "finalAction",
         greatest(0, coalesce(jsonb_array_length(c.ladder->'retries'), 0) - c.retries_used) AS "retriesLeft",
         a.sent_at AS "inDoubtSince", coalesce(a.status = 'manual', false) AS "isManual"
       FROM charges c
       JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
       LEFT JOIN LATERAL (
         SELECT coalesce(sent_at, prepared_at) AS sent_at, status FROM attempts
         WHERE merchant_id = c.merchant_id AND charge_id = c.id AND status IN ('unknown', 'fenced', 'manual')
         ORDER BY id DESC LIMIT 1) a ON true
       WHERE c.merchant_id = $1 AND c.subscription_id = $2
         AND (c.status IN ('scheduled', 'processing', 'awaiting_customer', 'blocked')
           OR (c.status = 'failed' AND i.status IN ('open', 'uncollectible')))
       ORDER BY c.id LIMIT 20`,
      [merchantId, id],
    );
    return rows.map(({ number, currency, amount, ...row }) => ({
      ...row,
      invoiceNumber: number,
      amount: money(amount, currency),
      retriesLeft: Number(row.retriesLeft),
    }));
  }

  /** Holds, the breaker of the card's gateway, and the budget of the day. */
  async gates(tx: Tx, { merchantId, id, cardId }: Subscription, now: Date): Promise<Gates> {
    const [hold] = await tx.query<{ at: Date; reason: string; subscription: bigint | null }[]>(
      `SELECT held_at AS at, reason, subscription_id AS subscription FROM charge_holds
       WHERE merchant_id = $1 AND decided_at IS NULL AND coalesce(subscription_id, $2) = $2
       ORDER BY subscription_id NULLS FIRST LIMIT 1`,
      [merchantId, id],
    );
    const [breaker] = await tx.query<NonNullable<Gates['breaker']>[]>(
      `SELECT b.changed_at AS since, b.pg_code AS gateway, b.reason FROM gateway_breakers b
       JOIN cards k ON k.merchant_id = b.merchant_id AND k.pg_code = b.pg_code
       WHERE b.merchant_id = $1 AND k.id = $2 AND b.state <> 'closed' LIMIT 1`,
      [merchantId, cardId],
    );
    const [budget] = await tx.query<{ until: Date | null }[]>(
      `SELECT max(q.charges_wait_until) AS until FROM request_budgets q
       WHERE q.merchant_id = $1 AND q.charges_wait_until > $2 AND ${isOfCharges('q')}`,
      [merchantId, now],
    );
    const held = hold && { at: hold.at, reason: hold.reason, isOfMerchant: hold.subscription === null };
    return { hold: held ?? null, breaker: breaker ?? null, budgetUntil: budget?.until ?? null };
  }

  /** The oldest invoice that is still to be finalized. */
  async inReview(tx: Tx, { merchantId, id }: Subscription) {
    const [row] = await tx.query<{ until: Date | null; total: bigint; currency: string }[]>(
      `SELECT finalize_at AS until, total_minor AS total, currency FROM invoices
       WHERE merchant_id = $1 AND subscription_id = $2 AND status = 'draft' ORDER BY id LIMIT 1`,
      [merchantId, id],
    );
    return row ? { until: row.until, amount: money(row.total, row.currency) } : null;
  }

  /** The last money that came by card or page, or otherwise and was recorded. */
  async lastPaid(tx: Tx, { merchantId, id }: Subscription) {
    const [row] = await tx.query<{ at: Date; amount: bigint; currency: string; number: string | null }[]>(
      `SELECT c.succeeded_at AS at, c.amount_minor AS amount, c.currency, i.number
       FROM charges c JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
       WHERE c.merchant_id = $1 AND c.subscription_id = $2 AND c.status = 'succeeded'
       UNION ALL
       SELECT o.paid_at, o.amount_minor, o.currency, i.number
       FROM outside_payments o JOIN invoices i ON i.merchant_id = o.merchant_id AND i.id = o.invoice_id
       WHERE o.merchant_id = $1 AND o.subscription_id = $2 AND o.method <> 'balance'
       ORDER BY at DESC LIMIT 1`,
      [merchantId, id],
    );
    return row ? { at: row.at, amount: money(row.amount, row.currency), invoiceNumber: row.number } : null;
  }

  /** The newest invoice, if no card was asked to pay it. */
  async withoutCharge(tx: Tx, { merchantId, id }: Subscription) {
    const [row] = await tx.query<{ number: string | null; total: bigint; paid: boolean }[]>(
      `SELECT number, total_minor AS total, status = 'paid' AS paid FROM invoices i
       WHERE merchant_id = $1 AND subscription_id = $2 AND status <> 'draft'
         AND NOT EXISTS (SELECT 1 FROM charges WHERE merchant_id = $1 AND invoice_id = i.id)
         AND i.id = (SELECT max(id) FROM invoices WHERE merchant_id = $1 AND subscription_id = $2)`,
      [merchantId, id],
    );
    if (!row?.paid) return null;
    return {
      invoiceNumber: row.number,
      because: row.total === 0n ? ('zero' as const) : ('balance' as const),
    };
  }
}
