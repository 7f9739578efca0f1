export { ChangesModule } from './changes.module.js';
export { ApplyScheduledChanges } from './use-cases/apply-scheduled-changes.js';
