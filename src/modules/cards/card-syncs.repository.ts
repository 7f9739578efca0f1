import { Injectable } from '@nestjs/common';
import { nextSyncAt, syncAfterPage } from '../../domain/card/next-sync.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardSync } from './card-sync.entity.js';

export const CARD_SYNCS_DUE: DueRows = { table: 'card_syncs', column: 'due_at' };

@Injectable()
export class CardSyncsRepository {
  find(tx: Tx, merchantId: bigint, customerId: bigint): Promise<CardSync | null> {
    return tx.findOneBy(CardSync, { merchantId, customerId });
  }

  /** The customer has a card: from now on it is looked now and then whether Ottu still has it. */
  async begin(tx: Tx, merchantId: bigint, customerId: bigint, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO card_syncs (merchant_id, customer_id, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (merchant_id, customer_id) DO UPDATE SET due_at = excluded.due_at
       WHERE card_syncs.due_at IS NULL`,
      [merchantId, customerId, nextSyncAt(now)],
    );
  }

  /** The customer was at a page, where cards can be saved and deleted: they are compared the night after it. */
  async afterPage(tx: Tx, merchantId: bigint, customerId: bigint, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO card_syncs AS s (merchant_id, customer_id, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (merchant_id, customer_id) DO UPDATE SET due_at = LEAST(s.due_at, excluded.due_at)`,
      [merchantId, customerId, syncAfterPage(now)],
    );
  }

  /** Something contradicts what is known of the customer's cards: they are compared as soon as the clock comes by. */
  async hurry(tx: Tx, merchantId: bigint, customerId: bigint, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO card_syncs (merchant_id, customer_id, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (merchant_id, customer_id) DO UPDATE SET due_at = excluded.due_at`,
      [merchantId, customerId, now],
    );
  }

  async record(
    tx: Tx,
    merchantId: bigint,
    customerId: bigint,
    result: { dueAt: Date | null; askedAt: Date; failure: string | null },
  ): Promise<void> {
    const { dueAt, askedAt, failure } = result;
    await tx.query(
      `INSERT INTO card_syncs AS s (merchant_id, customer_id, due_at, outcome, reason, asked_at, listed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (merchant_id, customer_id) DO UPDATE SET due_at = excluded.due_at, outcome = excluded.outcome,
         reason = excluded.reason, asked_at = excluded.asked_at,
         listed_at = coalesce(excluded.listed_at, s.listed_at)`,
      [
        merchantId,
        customerId,
        dueAt,
        failure === null ? 'listed' : 'failed',
        failure,
        askedAt,
        failure === null ? askedAt : null,
      ],
    );
  }

  /**
   * Whose cards are to be compared. Put off in the same statement, so that of two workers one asks, and one who dies
   * over it leaves it to the next day; asking twice would be harmless.
   */
  async takeDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<CardSync[]> {
    const [rows] = await tx.query<[{ merchantId: bigint; customerId: bigint }[], number]>(
      `UPDATE card_syncs SET due_at = $1::timestamptz + interval '1 day'
       WHERE (merchant_id, customer_id) IN (
         SELECT merchant_id, customer_id FROM card_syncs
         WHERE due_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY due_at, customer_id FOR UPDATE SKIP LOCKED LIMIT $3)
       RETURNING merchant_id AS "merchantId", customer_id AS "customerId"`,
      [now, scopeParameter(scope), limit],
    );
    return rows as CardSync[];
  }
}
