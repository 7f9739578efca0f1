import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { UnbookedRefund } from './unbooked-refund.entity.js';

@Injectable()
export class UnbookedRefundsRepository {
  /** False when it is known already. */
  async insertIfNew(tx: Tx, row: UnbookedRefund): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .insert()
      .into(UnbookedRefund)
      .values(row)
      .orIgnore()
      .returning('name')
      .execute();
    return (result.raw as unknown[]).length > 0;
  }

  async delete(
    tx: Tx,
    { merchantId, attemptId, name }: Pick<UnbookedRefund, 'merchantId' | 'attemptId' | 'name'>,
  ) {
    await tx.delete(UnbookedRefund, { merchantId, attemptId, name });
  }
}
