import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import { selectOne, selectWhere } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Price } from './price.entity.js';

export type NewPrice = Omit<Price, 'id'>;
export type PriceChanges = Pick<Price, 'nickname' | 'active' | 'metadata'>;

@Injectable()
export class PricesRepository {
  async insert(tx: Tx, prices: NewPrice[]): Promise<Price[]> {
    const rows = prices.map((price) => tx.create(Price, price));
    await tx.insert(Price, rows);
    return rows;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Price | null> {
    return selectOne(tx, Price, { merchantId, publicId });
  }

  findByPublicIds(tx: Tx, merchantId: bigint, publicIds: string[]): Promise<Price[]> {
    return tx.findBy(Price, { merchantId, publicId: In(publicIds) });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Price[]> {
    return selectWhere(tx, Price, { merchantId, id: ids });
  }

  /** In the order in which they were made. */
  findOfPlans(tx: Tx, merchantId: bigint, planIds: bigint[]): Promise<Price[]> {
    return tx.find(Price, { where: { merchantId, planId: In(planIds) }, order: { id: 'ASC' } });
  }

  /** Of one version, or of all. */
  countOfPlan(tx: Tx, merchantId: bigint, planId: bigint, planVersion?: number): Promise<number> {
    return tx.countBy(Price, { merchantId, planId, ...(planVersion !== undefined && { planVersion }) });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Price | null> {
    return tx.findOne(Price, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, changes: PriceChanges): Promise<void> {
    assertAffected(await tx.update(Price, { merchantId, id }, changes), 'Changing a price');
  }
}
