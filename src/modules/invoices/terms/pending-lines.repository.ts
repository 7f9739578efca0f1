import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { selectRows } from '../../../platform/database/select-rows.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type RowKey, updateRow, type Writer } from '../../../platform/database/writes.js';
import { newId } from '../../../platform/ids/type-id.js';
import { PendingLine } from './pending-line.entity.js';

export type NewPendingLine = Omit<PendingLine, 'id' | 'publicId' | 'invoiceId' | 'removedAt'>;

@Injectable()
export class PendingLinesRepository {
  async insert(tx: Tx, row: NewPendingLine): Promise<PendingLine> {
    const line = Object.assign(new PendingLine(), row, {
      publicId: newId('pendingLine'),
      invoiceId: null,
      removedAt: null,
    });
    await tx.insert(PendingLine, line);
    return line;
  }

  /** Of many subscriptions, over all merchants of a batch, the oldest first. */
  waiting(tx: Tx, subscriptions: readonly RowKey[]): Promise<PendingLine[]> {
    if (subscriptions.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      PendingLine,
      `JOIN unnest($1::bigint[], $2::bigint[]) k (merchant_id, id)
         ON t.merchant_id = k.merchant_id AND t.subscription_id = k.id
       WHERE t.invoice_id IS NULL AND t.removed_at IS NULL ORDER BY t.id`,
      [subscriptions.map(({ merchantId }) => merchantId), subscriptions.map(({ id }) => id)],
    );
  }

  findWaiting(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    publicId: string,
  ): Promise<PendingLine | null> {
    return tx.findOneBy(PendingLine, {
      merchantId,
      subscriptionId,
      publicId,
      invoiceId: IsNull(),
      removedAt: IsNull(),
    });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<PendingLine | null> {
    return tx.findOneBy(PendingLine, { merchantId, idempotencyKey });
  }

  async update(
    writer: Writer,
    { merchantId, id }: RowKey,
    patch: Partial<Pick<PendingLine, 'invoiceId' | 'removedAt'>>,
  ): Promise<void> {
    await updateRow(writer, PendingLine, { merchantId, id }, patch, `pending line ${id}`);
  }
}
