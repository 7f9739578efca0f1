import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import type { ListPlansQuery } from '../dto/list-plans.query.js';
import type { PlanResponse } from '../dto/plan.response.js';
import { PlanPolicies } from '../plan-policies.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';

@Injectable()
export class ReadPlans {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
    private readonly policies: PlanPolicies,
  ) {}

  async get(merchantId: bigint, id: string): Promise<PlanResponse> {
    return this.uow.read(async (tx) => {
      const plan = await this.plans.findByPublicId(tx, merchantId, id);
      if (!plan) throw AppError.notFound('plan', id);
      const prices = await this.prices.findOfPlans(tx, merchantId, [plan.id]);
      return (await this.policies.present(tx, merchantId, [plan], prices))[0]!;
    });
  }

  async list(merchantId: bigint, query: ListPlansQuery): Promise<PageResponse<PlanResponse>> {
    const filter = query.active === undefined ? {} : { active: query.active === 'true' };
    return this.uow.read(async (tx) => {
      const page = await this.plans.page(tx, merchantId, filter, toPageRequest(query));
      const planIds = page.rows.map((plan) => plan.id);
      const prices = await this.prices.findOfPlans(tx, merchantId, planIds);
      const plans = await this.policies.present(tx, merchantId, page.rows, prices);
      const shown = { nextId: page.nextId, rows: plans };
      return toPageResponse(shown, (plan) => plan);
    });
  }
}
