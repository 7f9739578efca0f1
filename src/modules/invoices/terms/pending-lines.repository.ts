import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { selectRows } from '../../../platform/database/select-rows.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { insertRows, type RowKey, updateRow, type Writer } from '../../../platform/database/writes.js';
import { newId } from '../../../platform/ids/type-id.js';
import type { PricedLine } from '../../../domain/invoice/priced-line.js';
import { storedProration } from './stored-proration.js';
import { PendingLine } from './pending-line.entity.js';

export type NewPendingLine = Omit<
  PendingLine,
  'id' | 'publicId' | 'invoiceId' | 'removedAt' | 'proration' | 'priceId' | 'originalLine'
>;

const NOT_USED = { invoiceId: null, removedAt: null, proration: null, priceId: null, originalLine: null };

@Injectable()
export class PendingLinesRepository {
  async insert(tx: Tx, row: NewPendingLine): Promise<PendingLine> {
    const line = imagineLine(row);
    await tx.insert(PendingLine, line);
    return line;
  }

  /** Lines of a change, which wait for the next invoice of the subscription. Its row is locked. */
  async insertProrations(
    tx: Tx,
    { merchantId, id: subscriptionId }: RowKey,
    lines: readonly PricedLine[],
    priceIds: ReadonlyMap<string, bigint>,
    createdAt: Date,
  ): Promise<void> {
    const rows = lines.map((line) => {
      const publicId = newId('pendingLine');
      return {
        ...NOT_USED,
        merchantId,
        subscriptionId,
        publicId,
        description: line.description,
        quantity: 1n,
        unitAmountMinor: line.amount.minor,
        currency: line.amount.currency,
        discountable: line.discountable,
        proration: storedProration(line),
        priceId: priceIds.get(line.priceId!)!,
        originalLine: line.inputs.rule === 'proration_credit' ? line.inputs.original_line : null,
        // Written with the change, which happens once; nobody asks for it by a key.
        idempotencyKey: publicId,
        createdAt,
      };
    });
    await insertRows(tx, PendingLine, rows);
  }

  /** Whether a change of the subscription is not billed yet. */
  hasProrations(tx: Tx, { merchantId, id }: RowKey): Promise<boolean> {
    const waiting = { merchantId, subscriptionId: id, invoiceId: IsNull(), removedAt: IsNull() };
    return tx.existsBy(PendingLine, { ...waiting, priceId: Not(IsNull()) });
  }

  /** Of many subscriptions, over all merchants of a batch, the oldest first; after those that a person wrote, those of changes. */
  waiting(tx: Tx, subscriptions: readonly RowKey[]): Promise<PendingLine[]> {
    if (subscriptions.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      PendingLine,
      `JOIN unnest($1::bigint[], $2::bigint[]) k (merchant_id, id)
         ON t.merchant_id = k.merchant_id AND t.subscription_id = k.id
       WHERE t.invoice_id IS NULL AND t.removed_at IS NULL ORDER BY t.price_id IS NOT NULL, t.id`,
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
      priceId: IsNull(),
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

/** As it will be written, for who writes it and for who looks at it first; it has no row. */
export function imagineLine(row: NewPendingLine): PendingLine {
  return Object.assign(new PendingLine(), row, { publicId: newId('pendingLine'), ...NOT_USED });
}
