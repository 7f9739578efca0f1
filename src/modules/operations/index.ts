import { ChargeCase } from './charge-case.entity.js';
import { ManualDecision } from './manual-decision.entity.js';

export { OperationsModule } from './operations.module.js';
export { RemindOfCases } from './use-cases/remind-of-cases.js';
export { RemindOfQuarantine } from './use-cases/remind-of-quarantine.js';
export const OPERATIONS_ENTITIES = [ChargeCase, ManualDecision];
