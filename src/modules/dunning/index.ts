export { DUNNING_ENTITIES } from './dunning.entities.js';
export { DunningModule } from './dunning.module.js';
export { DunningPoliciesRepository } from './dunning-policies.repository.js';
export { type ChosenPolicy, PolicyInForce } from './policy-in-force.js';
