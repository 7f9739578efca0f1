import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { newId } from '../../../platform/ids/type-id.js';
import { MerchantClock } from '../../merchants/index.js';
import type { CreatePlanRequest } from '../dto/create-plan.request.js';
import type { PlanResponse } from '../dto/plan.response.js';
import { featuresOf } from '../dto/feature.request.js';
import { priceTermsOf } from '../new-price.js';
import { PlanPolicies } from '../plan-policies.js';
import { PlanVersionsRepository } from '../plan-versions.repository.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';
import { fieldPath } from '../../../platform/http/field-path.js';

@Injectable()
export class CreatePlan {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
    private readonly versions: PlanVersionsRepository,
    private readonly policies: PlanPolicies,
  ) {}

  async execute(merchantId: bigint, request: CreatePlanRequest): Promise<PlanResponse> {
    const terms = request.prices.map((price, i) => priceTermsOf(price, fieldPath('prices', i)));
    const features = featuresOf(request.features);
    return this.uow.run(async (tx) => {
      const createdAt = await this.clock.now(tx, merchantId);
      const plan = await this.plans.insert(tx, {
        merchantId,
        publicId: newId('plan'),
        name: request.name,
        nameAr: request.name_ar ?? null,
        description: request.description ?? null,
        active: true,
        version: 1,
        trialDays: request.trial_days ?? 0,
        addOn: request.add_on ?? false,
        minimumPeriods: request.minimum_periods ?? 0,
        stub: request.stub ?? 'prorated',
        catchUp: request.catch_up ?? 'each',
        invoiceReviewHours: request.invoice_review_hours ?? null,
        dunningPolicyId: await this.policies.idOf(tx, merchantId, request.dunning_policy ?? null),
        metadata: request.metadata ?? {},
        createdAt,
        updatedAt: createdAt,
      });
      await this.versions.insert(tx, {
        merchantId,
        planId: plan.id,
        version: 1,
        note: null,
        features,
        createdAt,
      });
      const prices = await this.prices.insert(
        tx,
        terms.map((price) => ({ ...price, merchantId, planId: plan.id, planVersion: 1, createdAt })),
      );
      return (await this.policies.present(tx, merchantId, [plan], prices))[0]!;
    });
  }
}
