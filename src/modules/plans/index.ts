export { Plan } from './plan.entity.js';
export { PLAN_ENTITIES } from './plans.entities.js';
export { PlansModule } from './plans.module.js';
export { PlansRepository } from './plans.repository.js';
export { PlanVersionsRepository } from './plan-versions.repository.js';
export { FeatureResponse } from './dto/feature.response.js';
export { Price } from './price.entity.js';
export { PricesRepository } from './prices.repository.js';
export { faultOfQuantity, intervalOfPrice, isMetered, isOneOff, modelOf } from './price-terms.js';
