import { Module } from '@nestjs/common';
import { DunningModule } from '../dunning/index.js';
import { PlanPolicies } from './plan-policies.js';
import { PlanVersionsRepository } from './plan-versions.repository.js';
import { PlansController } from './plans.controller.js';
import { PlansRepository } from './plans.repository.js';
import { PricesController } from './prices.controller.js';
import { PricesRepository } from './prices.repository.js';
import { CreatePlan } from './use-cases/create-plan.js';
import { CreatePrice } from './use-cases/create-price.js';
import { ReadPlans } from './use-cases/read-plans.js';
import { ReadPrice } from './use-cases/read-price.js';
import { UpdatePlan } from './use-cases/update-plan.js';
import { VersionPlan } from './use-cases/version-plan.js';
import { UpdatePrice } from './use-cases/update-price.js';

@Module({
  imports: [DunningModule],
  controllers: [PlansController, PricesController],
  providers: [
    PlansRepository,
    PricesRepository,
    PlanPolicies,
    PlanVersionsRepository,
    CreatePlan,
    CreatePrice,
    ReadPlans,
    ReadPrice,
    UpdatePlan,
    UpdatePrice,
    VersionPlan,
  ],
  exports: [PlansRepository, PricesRepository, PlanVersionsRepository],
})
export class PlansModule {}
