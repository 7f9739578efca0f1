import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import type { PlanResponse } from '../dto/plan.response.js';
import type { UpdatePlanRequest } from '../dto/update-plan.request.js';
import { PlanPolicies } from '../plan-policies.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';

@Injectable()
export class UpdatePlan {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
    private readonly policies: PlanPolicies,
  ) {}

  async execute(merchantId: bigint, id: string, request: UpdatePlanRequest): Promise<PlanResponse> {
    return this.uow.run(async (tx) => {
      const plan = await this.plans.lockByPublicId(tx, merchantId, id);
      if (!plan) throw AppError.notFound('plan', id);
      const changes = {
        name: request.name ?? plan.name,
        nameAr: request.name_ar === undefined ? plan.nameAr : request.name_ar,
        description: request.description === undefined ? plan.description : request.description,
        active: request.active ?? plan.active,
        trialDays: request.trial_days ?? plan.trialDays,
        minimumPeriods: request.minimum_periods ?? plan.minimumPeriods,
        stub: request.stub ?? plan.stub,
        catchUp: request.catch_up ?? plan.catchUp,
        invoiceReviewHours:
          request.invoice_review_hours === undefined ? plan.invoiceReviewHours : request.invoice_review_hours,
        dunningPolicyId:
          request.dunning_policy === undefined
            ? plan.dunningPolicyId
            : await this.policies.idOf(tx, merchantId, request.dunning_policy),
        metadata: request.metadata ?? plan.metadata,
        updatedAt: await this.clock.now(tx, merchantId),
      };
      await this.plans.update(tx, merchantId, plan.id, changes);
      const prices = await this.prices.findOfPlans(tx, merchantId, [plan.id]);
      return (await this.policies.present(tx, merchantId, [{ ...plan, ...changes }], prices))[0]!;
    });
  }
}
