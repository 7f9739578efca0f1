import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { toPage } from '../../platform/http/page.js';
import { Attempt, Charge } from '../charges/index.js';

/** The public ids of what a charge is about. */
export interface ChargeNames {
  charge: string;
  invoice: string;
  /** Null: its invoice belongs to no subscription. */
  subscription: string | null;
  customer: string;
}

/** What waits for an answer or for a person. Pages begin with the oldest: that is what has waited longest. */
@Injectable()
export class QueueRepository {
  /** Attempts whose answer is awaited or not believed, while the engine itself still asks. */
  async unknown(tx: Tx, merchantId: bigint, { limit, beforeId }: PageRequest): Promise<Page<Attempt>> {
    const where = { merchantId, status: In(['sent', 'unknown', 'fenced']), ...after(beforeId) };
    return toPage(await tx.find(Attempt, { where, order: { id: 'ASC' }, take: limit + 1 }), limit);
  }

  /** Charges that wait for a person: blocked ones, and those with a manual attempt. */
  async manual(tx: Tx, merchantId: bigint, { limit, beforeId }: PageRequest): Promise<Page<Charge>> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM charges WHERE merchant_id = $1 AND status = 'blocked' AND id > $2
       UNION SELECT charge_id FROM attempts WHERE merchant_id = $1 AND status = 'manual' AND charge_id > $2
       ORDER BY id LIMIT $3`,
      [merchantId, beforeId ?? 0n, limit + 1],
    );
    const where = { merchantId, id: In(keys.map((key) => key.id)) };
    const rows = keys.length === 0 ? [] : await tx.find(Charge, { where, order: { id: 'ASC' } });
    return toPage(rows, limit);
  }

  /** Whether a charge waits for a person, and who has taken it. */
  async standingOf(tx: Tx, { merchantId, id }: Charge): Promise<{ waits: boolean; owner: string | null }> {
    const [row] = await tx.query<{ waits: boolean; owner: string | null }[]>(
      `SELECT c.status = 'blocked' OR EXISTS (
           SELECT 1 FROM attempts a
           WHERE a.merchant_id = c.merchant_id AND a.invoice_id = c.invoice_id AND a.charge_id = c.id
             AND a.status = 'manual') AS waits,
         (SELECT o.owner FROM charge_cases o
          WHERE o.merchant_id = c.merchant_id AND o.charge_id = c.id AND o.assigned_at >= c.case_since) AS owner
       FROM charges c WHERE c.merchant_id = $1 AND c.id = $2`,
      [merchantId, id],
    );
    return row!;
  }

  async namesOf(tx: Tx, merchantId: bigint, chargeIds: bigint[]): Promise<Map<bigint, ChargeNames>> {
    if (chargeIds.length === 0) return new Map();
    const rows = await tx.query<(ChargeNames & { id: bigint })[]>(
      `SELECT c.id, c.public_id AS charge, i.public_id AS invoice, s.public_id AS subscription,
         u.public_id AS customer
       FROM charges c
       JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
       LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
       JOIN customers u ON u.merchant_id = c.merchant_id AND u.id = c.customer_id
       WHERE c.merchant_id = $1 AND c.id = ANY ($2::bigint[])`,
      [merchantId, chargeIds],
    );
    return new Map(rows.map(({ id, ...names }) => [id, names]));
  }

  /** How often the platform was asked about each attempt, over all its states. */
  async timesAsked(tx: Tx, merchantId: bigint, attempts: Attempt[]): Promise<Map<string, number>> {
    if (attempts.length === 0) return new Map();
    const rows = await tx.query<{ attempt: string; count: bigint }[]>(
      `SELECT data->>'attempt_id' AS attempt, count(*) AS count FROM events
       WHERE merchant_id = $1 AND type = 'attempt.asked'
         AND (subscription_id = ANY ($2::bigint[]) OR subscription_id IS NULL)
         AND data->>'attempt_id' = ANY ($3::text[])
       GROUP BY 1`,
      [merchantId, attempts.map((row) => row.subscriptionId), attempts.map((row) => row.publicId)],
    );
    return new Map(rows.map((row) => [row.attempt, Number(row.count)]));
  }
}

/** The cursor of a page is the last id that was shown; here the rows after it are the larger ones. */
function after(lastId: bigint | null) {
  return lastId === null ? {} : { id: MoreThan(lastId) };
}
