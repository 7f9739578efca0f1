import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { DunningPoliciesRepository } from '../dunning/index.js';
import { type PlanResponse, presentPlan } from './dto/plan.response.js';
import type { Plan } from './plan.entity.js';
import { PlanVersionsRepository } from './plan-versions.repository.js';
import type { Price } from './price.entity.js';

/** Plans with what belongs to them: the dunning policies they name, and what their version gives. */
@Injectable()
export class PlanPolicies {
  constructor(
    private readonly policies: DunningPoliciesRepository,
    private readonly versions: PlanVersionsRepository,
  ) {}

  /** The row that a request names; null names none. */
  async idOf(tx: Tx, merchantId: bigint, publicId: string | null): Promise<bigint | null> {
    if (publicId === null) return null;
    const head = await this.policies.findByPublicId(tx, merchantId, publicId);
    if (head) return head.id;
    throw AppError.field('rule_violation', 'dunning_policy', `there is no dunning policy ${publicId}`);
  }

  /** `prices` may hold those of other plans as well. */
  async present(tx: Tx, merchantId: bigint, plans: Plan[], prices: Price[]): Promise<PlanResponse[]> {
    const ids = plans.flatMap(({ dunningPolicyId }) => (dunningPolicyId === null ? [] : [dunningPolicyId]));
    const heads = await this.policies.findByIds(tx, merchantId, [...new Set(ids)]);
    const versions = await this.versions.ofPlans(tx, merchantId, plans.map((plan) => plan.id)); // prettier-ignore
    const featuresOf = ({ id, version }: Plan) =>
      versions.find((one) => one.planId === id && one.version === version)?.features ?? [];
    const publicIds = new Map(heads.map(({ id, publicId }) => [id, publicId]));
    return plans.map((plan) =>
      presentPlan(
        plan,
        prices,
        featuresOf(plan),
        plan.dunningPolicyId === null ? null : publicIds.get(plan.dunningPolicyId)!,
      ),
    );
  }
}
