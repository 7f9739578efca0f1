import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import type { ListPlansQuery } from '../dto/list-plans.query.js';
import { type PlanResponse, presentPlan } from '../dto/plan.response.js';
import { PlansRepository } from '../plans.repository.js';
import { PricesRepository } from '../prices.repository.js';

@Injectable()
export class ReadPlans {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<PlanResponse> {
    return this.uow.read(async (tx) => {
      const plan = await this.plans.findByPublicId(tx, merchantId, id);
      if (!plan) throw AppError.notFound('plan', id);
      return presentPlan(plan, await this.prices.findOfPlans(tx, merchantId, [plan.id]));
    });
  }

  async list(merchantId: bigint, query: ListPlansQuery): Promise<PageResponse<PlanResponse>> {
    const filter = query.active === undefined ? {} : { active: query.active === 'true' };
    return this.uow.read(async (tx) => {
      const page = await this.plans.page(tx, merchantId, filter, toPageRequest(query));
      const planIds = page.rows.map((plan) => plan.id);
      const prices = await this.prices.findOfPlans(tx, merchantId, planIds);
      return toPageResponse(page, (plan) => presentPlan(plan, prices));
    });
  }
}
