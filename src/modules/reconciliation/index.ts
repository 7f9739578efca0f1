export { ReconciliationModule } from './reconciliation.module.js';
export { Sweep } from './use-cases/sweep.js';
