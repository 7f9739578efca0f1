import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { PlanVersion } from './plan-version.entity.js';

@Injectable()
export class PlanVersionsRepository {
  async insert(tx: Tx, row: PlanVersion): Promise<void> {
    await tx.insert(PlanVersion, row);
  }

  /** The latest first. */
  ofPlan(tx: Tx, merchantId: bigint, planId: bigint): Promise<PlanVersion[]> {
    return tx.find(PlanVersion, { where: { merchantId, planId }, order: { version: 'DESC' } });
  }

  ofPlans(tx: Tx, merchantId: bigint, planIds: bigint[]): Promise<PlanVersion[]> {
    return planIds.length === 0
      ? Promise.resolve([])
      : tx.findBy(PlanVersion, { merchantId, planId: In(planIds) });
  }
}
