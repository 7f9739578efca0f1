import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Feature } from '../../domain/entitlement/entitlements.js';
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

  /** What the versions give to which these prices belong, by price. */
  async featuresOfPrices(tx: Tx, merchantId: bigint, priceIds: bigint[]): Promise<Map<bigint, Feature[]>> {
    if (priceIds.length === 0) return new Map();
    const rows = await tx.query<{ id: bigint; features: Feature[] }[]>(
      `SELECT p.id, v.features FROM prices p
       JOIN plan_versions v ON v.merchant_id = p.merchant_id AND v.plan_id = p.plan_id AND v.version = p.plan_version
       WHERE p.merchant_id = $1 AND p.id = ANY ($2::bigint[])`,
      [merchantId, priceIds],
    );
    return new Map(rows.map(({ id, features }) => [id, features]));
  }
}
