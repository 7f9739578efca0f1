import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

/** Where an order number may have been used that the books have forgotten. */
export interface Candidate {
  /** Of the row it was found by, for the next page. */
  id: bigint;
  subscriptionId: bigint | null;
  /** Public id of the subscription, or of the customer where there is none: order numbers are made of it. */
  owner: string;
  /** Null for an invoice that is not of a period. */
  periodIndex: number | null;
  /** Of such an invoice; else null. */
  invoiceId: bigint | null;
  /** Its public id, of which its order numbers are made. */
  invoice: string | null;
  /** The first number that the books do not know. */
  n: number;
  dueAt: Date;
}

export interface KnownOrder extends Omit<Candidate, 'owner' | 'invoice'> {
  orderNo: string;
}

interface Page {
  afterId: bigint;
  limit: number;
}

/** An invoice of a period is found by it, also when the books have to make it again. */
const PLACE = `i.period_index AS "periodIndex", CASE WHEN i.period_index IS NULL THEN i.id END AS "invoiceId"`;

const NEXT_TRY = `
  SELECT c.id, c.subscription_id AS "subscriptionId", coalesce(s.public_id, u.public_id) AS owner,
    ${PLACE}, i.public_id AS invoice, c.attempts_made + 1 AS n, coalesce(c.next_action_at, c.updated_at) AS "dueAt"
  FROM charges c
  JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
  JOIN customers u ON u.merchant_id = c.merchant_id AND u.id = c.customer_id
  LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id`;

/** Reads across rooms what the engine could have done next; the rooms that do it claim their rows themselves. */
@Injectable()
export class CandidatesRepository {
  /** The next try of every charge that is not over. */
  nextTries(tx: Tx, merchantId: bigint, { afterId, limit }: Page): Promise<Candidate[]> {
    return tx.query(
      `${NEXT_TRY} WHERE c.merchant_id = $1 AND c.id > $2
         AND c.status IN ('scheduled', 'processing', 'awaiting_customer', 'blocked')
       ORDER BY c.id LIMIT $3`,
      [merchantId, afterId, limit],
    );
  }

  /** Drafts, which may have been finalized and charged since. */
  drafts(tx: Tx, merchantId: bigint, { afterId, limit }: Page): Promise<Candidate[]> {
    return tx.query(
      `SELECT i.id, i.subscription_id AS "subscriptionId", coalesce(s.public_id, u.public_id) AS owner,
         ${PLACE}, i.public_id AS invoice, 1 AS n, coalesce(i.finalize_at, i.created_at) AS "dueAt"
       FROM invoices i
       JOIN customers u ON u.merchant_id = i.merchant_id AND u.id = i.customer_id
       LEFT JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
       WHERE i.merchant_id = $1 AND i.id > $2 AND i.status = 'draft'
       ORDER BY i.id LIMIT $3`,
      [merchantId, afterId, limit],
    );
  }

  /** A few of those that were due, the longest due first: an engine that lived on would have made them first. */
  dueTries(tx: Tx, merchantId: bigint, limit: number, until: Date): Promise<Candidate[]> {
    return tx.query(
      `${NEXT_TRY} WHERE c.merchant_id = $1 AND c.next_action = 'attempt' AND c.next_action_at <= $2
       ORDER BY c.next_action_at, c.id LIMIT $3`,
      [merchantId, until, limit],
    );
  }

  /** Attempts that were written ahead: their session may have been opened, and charged, after this copy was made. */
  prepared(tx: Tx, merchantId: bigint, { afterId, limit }: Page): Promise<KnownOrder[]> {
    return tx.query(
      `SELECT a.id, a.subscription_id AS "subscriptionId", ${PLACE}, a.n,
         a.order_no AS "orderNo", a.prepared_at AS "dueAt"
       FROM attempts a JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
       WHERE a.merchant_id = $1 AND a.id > $2 AND a.status = 'prepared' AND a.session_id IS NULL
       ORDER BY a.id LIMIT $3`,
      [merchantId, afterId, limit],
    );
  }

  /** Subscriptions whose next period may have been billed. */
  async dueSubscriptions(
    tx: Tx,
    merchantId: bigint,
    { afterId, limit }: Page,
    dueUntil: Date,
  ): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions WHERE merchant_id = $1 AND id > $2 AND next_bill_at <= $4
       ORDER BY id LIMIT $3`,
      [merchantId, afterId, limit, dueUntil],
    );
    return rows.map(({ id }) => id);
  }

  async longestDueSubscriptions(tx: Tx, merchantId: bigint, limit: number, until: Date): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions WHERE merchant_id = $1 AND next_bill_at <= $2 AND quarantined_at IS NULL
       ORDER BY next_bill_at, id LIMIT $3`,
      [merchantId, until, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Which of these the books know with what became of them; only what was merely prepared is asked for. */
  async known(tx: Tx, merchantId: bigint, orderNos: string[]): Promise<Set<string>> {
    const rows = await tx.query<{ order_no: string }[]>(
      `SELECT order_no FROM attempts WHERE merchant_id = $1 AND order_no = ANY ($2::text[])
         AND (status <> 'prepared' OR session_id IS NOT NULL)`,
      [merchantId, orderNos],
    );
    return new Set(rows.map((row) => row.order_no));
  }

  /** Those that were not paid for when this copy was made. */
  async unstarted(tx: Tx, merchantId: bigint, { afterId, limit }: Page): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions WHERE merchant_id = $1 AND id > $2 AND status = 'incomplete'
       ORDER BY id LIMIT $3`,
      [merchantId, afterId, limit],
    );
    return rows.map(({ id }) => id);
  }
}
