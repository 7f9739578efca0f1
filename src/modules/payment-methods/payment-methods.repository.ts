import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { PaymentMethod } from '../../gateway/payment-gateway.js';
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
    return (await this.lastListed(tx, merchantId, pgCode))?.processor ?? null;
  }

  /** A gateway of the account as it was listed last, however long ago; of lists from before an update, without what is new. */
  async lastListed(tx: Tx, merchantId: bigint, pgCode: string): Promise<Partial<PaymentMethod> | null> {
    const [row] = await tx.query<{ m: Partial<PaymentMethod> }[]>(
      `SELECT m
       FROM payment_method_lists l CROSS JOIN LATERAL jsonb_array_elements(l.methods) AS m
       WHERE l.merchant_id = $1 AND m->>'pgCode' = $2 ORDER BY l.listed_at DESC LIMIT 1`,
      [merchantId, pgCode],
    );
    return row?.m ?? null;
  }

  async keep(tx: Tx, list: PaymentMethodList): Promise<void> {
    await tx.upsert(PaymentMethodList, list, ['merchantId', 'filter']);
  }

  /** All that is kept for a merchant. */
  async clear(tx: Tx, merchantId: bigint): Promise<void> {
    await tx.delete(PaymentMethodList, { merchantId });
  }
}
