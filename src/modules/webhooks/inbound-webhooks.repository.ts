import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
import { InboundWebhook } from './inbound-webhook.entity.js';

export type NewInboundWebhook = Omit<InboundWebhook, 'id' | 'publicId'>;

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
