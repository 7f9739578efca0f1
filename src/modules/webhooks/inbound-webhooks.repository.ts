import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, Writes } from '../../platform/database/writes.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { InboundWebhook } from './inbound-webhook.entity.js';

export type NewInboundWebhook = Omit<InboundWebhook, 'id' | 'publicId'>;
export type BodyKey = Pick<InboundWebhook, 'merchantId' | 'bodyHash'>;
export type Outcome = Partial<
  Pick<
    InboundWebhook,
    | 'status'
    | 'reason'
    | 'attemptId'
    | 'scheme'
    | 'orderNo'
    | 'nextMatchAt'
    | 'matchTries'
    | 'matchFrom'
    | 'body'
    | 'sealed'
  >
>;
export type WebhookFilter = Partial<Pick<InboundWebhook, 'status' | 'kind'> & { orderNo: string }>;

@Injectable()
export class InboundWebhooksRepository {
  /**
   * Whoever stores a message is waited for by its sender, who gives up after fifteen seconds: no lock and no statement is
   * waited for longer than that leaves room for another try. One round trip for both.
   */
  async limitWaits(tx: Tx): Promise<void> {
    await tx.query(`SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '6s'`);
  }

  async insert(tx: Tx, row: NewInboundWebhook): Promise<InboundWebhook> {
    const [webhook] = await this.insertAll(tx, [row]);
    return webhook!;
  }

  /** In one statement; without the ids that the database gave them. */
  async insertAll(tx: Tx, rows: readonly NewInboundWebhook[]): Promise<InboundWebhook[]> {
    const webhooks = rows.map((row) =>
      Object.assign(new InboundWebhook(), row, { publicId: newId('webhook') }),
    );
    const writes = new Writes();
    await insertRows(writes, InboundWebhook, webhooks);
    await writes.flush(tx);
    return webhooks;
  }

  /** Which of these bodies, by their hashes, were taken before; refused ones do not count. */
  async taken(tx: Tx, bodies: readonly BodyKey[]): Promise<BodyKey[]> {
    return tx.query<BodyKey[]>(
      `SELECT DISTINCT w.merchant_id AS "merchantId", w.body_hash AS "bodyHash" FROM inbound_webhooks w
       JOIN unnest($1::bigint[], $2::bytea[]) AS k (merchant_id, body_hash)
         ON w.merchant_id = k.merchant_id AND w.body_hash = k.body_hash
       WHERE w.status = 'processed'`,
      [bodies.map(({ merchantId }) => merchantId), bodies.map(({ bodyHash }) => bodyHash)],
    );
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, outcome: Outcome): Promise<void> {
    assertAffected(await tx.update(InboundWebhook, { merchantId, id }, outcome), `inbound webhook ${id}`);
  }

  /** Of all merchants: messages come in real time. Whoever else is at one of them is left alone. */
  lockUnmatchedDue(tx: Tx, now: Date, limit: number): Promise<InboundWebhook[]> {
    return tx
      .createQueryBuilder(InboundWebhook, 'webhook')
      .where('webhook.next_match_at <= :now', { now })
      .orderBy('webhook.next_match_at')
      .limit(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
  }

  /** Of all merchants: those whose bodies lie open, from before bodies were sealed. */
  lockUnsealed(tx: Tx, limit: number): Promise<InboundWebhook[]> {
    return selectRows(
      tx,
      InboundWebhook,
      `WHERE NOT t.sealed ORDER BY t.id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<InboundWebhook | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.findOne(InboundWebhook, { where: { merchantId, publicId }, lock });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<InboundWebhook | null> {
    return tx.findOneBy(InboundWebhook, { merchantId, publicId });
  }

  /** The newest first, without their bodies. */
  async list(
    tx: Tx,
    merchantId: bigint,
    filter: WebhookFilter,
    { limit, beforeId }: PageRequest,
  ): Promise<Page<InboundWebhook>> {
    const rows = await tx.find(InboundWebhook, {
      where: { merchantId, ...filter, ...(beforeId !== null && { id: LessThan(beforeId) }) },
      order: { id: 'DESC' },
      take: limit + 1,
      select: LISTED,
    });
    return toPage(rows, limit);
  }

  /** Refused messages stored for a merchant since; they are capped, or a stranger could fill the disk. */
  async countRefusedSince(tx: Tx, merchantId: bigint, since: Date): Promise<number> {
    const [row] = await tx.query<{ count: bigint }[]>(
      `SELECT count(*) AS count FROM inbound_webhooks
       WHERE merchant_id = $1 AND status = 'refused' AND received_at > $2`,
      [merchantId, since],
    );
    return Number(row!.count);
  }
}

const LISTED = {
  merchantId: true,
  id: true,
  publicId: true,
  kind: true,
  status: true,
  reason: true,
  scheme: true,
  orderNo: true,
  nextMatchAt: true,
  matchTries: true,
  receivedAt: true,
} as const;
