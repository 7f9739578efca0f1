export { AutoDebitModule } from './auto-debit.module.js';
export { ChargePipeline } from './use-cases/charge-pipeline.js';
export { RunDue } from './use-cases/run-due.js';
