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

  async keep(tx: Tx, list: PaymentMethodList): Promise<void> {
    await tx.upsert(PaymentMethodList, list, ['merchantId', 'filter']);
  }

  /** All that is kept for a merchant. */
  async clear(tx: Tx, merchantId: bigint): Promise<void> {
    await tx.delete(PaymentMethodList, { merchantId });
  }
}
