import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { PaymentMethodList } from './payment-method-list.entity.js';

@Injectable()
export class PaymentMethodsRepository {
  /** Null when there is none, or it is too old. */
  findFresh(tx: Tx, merchantId: bigint, filter: string, now: Date): Promise<PaymentMethodList | null> {
    return tx.findOneBy(PaymentMethodList, { merchantId, filter, expiresAt: MoreThan(now) });
  }

  /** What stands behind a gateway of the account, by what was listed last, however long ago; null when it is not known. */
  async processorOf(tx: Tx, merchantId: bigint, pgCode: string): Promise<string | null> {
    const [row] = await tx.query<{ processor: string | null }[]>(
      `SELECT m->>'processor' AS processor
       FROM payment_method_lists l CROSS JOIN LATERAL jsonb_array_elements(l.methods) AS m
       WHERE l.merchant_id = $1 AND m->>'pgCode' = $2 ORDER BY l.listed_at DESC LIMIT 1`,
      [merchantId, pgCode],
    );
    return row?.processor ?? null;
  }

  async keep(tx: Tx, list: PaymentMethodList): Promise<void> {
    await tx.upsert(PaymentMethodList, list, ['merchantId', 'filter']);
  }

  /** All that is kept for a merchant. */
  async clear(tx: Tx, merchantId: bigint): Promise<void> {
    await tx.delete(PaymentMethodList, { merchantId });
  }
}
