export { AutoDebitModule } from './auto-debit.module.js';
export { RunDue } from './use-cases/run-due.js';
