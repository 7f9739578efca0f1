import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { InboundWebhook } from './inbound-webhook.entity.js';

export type NewInboundWebhook = Omit<InboundWebhook, 'id' | 'publicId'>;
export type Outcome = Partial<
  Pick<
    InboundWebhook,
    'status' | 'reason' | 'attemptId' | 'scheme' | 'orderNo' | 'nextMatchAt' | 'matchTries'
  >
>;
export type WebhookFilter = Partial<Pick<InboundWebhook, 'status' | 'kind'> & { orderNo: string }>;

@Injectable()
export class InboundWebhooksRepository {
  async insert(tx: Tx, row: NewInboundWebhook): Promise<InboundWebhook> {
    const webhook = Object.assign(new InboundWebhook(), row, { publicId: newId('webhook') });
    await tx.insert(InboundWebhook, webhook);
    return webhook;
  }

  /** Whether the very same bytes were taken before; refused ones do not count. */
  wasTaken(tx: Tx, merchantId: bigint, bodyHash: Buffer): Promise<boolean> {
    return tx.existsBy(InboundWebhook, { merchantId, bodyHash, status: 'processed' });
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
