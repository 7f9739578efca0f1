import { Injectable } from '@nestjs/common';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectOne, selectWhere } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { Plan } from './plan.entity.js';

export type NewPlan = Omit<Plan, 'id'>;
export type PlanChanges = Pick<
  Plan,
  | 'name'
  | 'nameAr'
  | 'description'
  | 'active'
  | 'version'
  | 'trialDays'
  | 'minimumPeriods'
  | 'stub'
  | 'dunningPolicyId'
  | 'catchUp'
  | 'invoiceReviewHours'
  | 'metadata'
  | 'updatedAt'
>;

@Injectable()
export class PlansRepository {
  async insert(tx: Tx, plan: NewPlan): Promise<Plan> {
    const row = tx.create(Plan, plan);
    await tx.insert(Plan, row);
    return row;
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Plan | null> {
    return selectOne(tx, Plan, { merchantId, id });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Plan[]> {
    return selectWhere(tx, Plan, { merchantId, id: ids });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Plan | null> {
    return tx.findOneBy(Plan, { merchantId, publicId });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Plan | null> {
    return tx.findOne(Plan, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, changes: Partial<PlanChanges>): Promise<void> {
    assertAffected(await tx.update(Plan, { merchantId, id }, changes), 'Changing a plan');
  }

  page(tx: Tx, merchantId: bigint, filter: { active?: boolean }, page: PageRequest): Promise<Page<Plan>> {
    return pageOf(tx, Plan, { merchantId, ...filter }, page);
  }
}
