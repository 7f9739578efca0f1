export { ChangesModule } from './changes.module.js';
export { ApplyScheduledChanges } from './use-cases/apply-scheduled-changes.js';
export { nextUnchanged, type ChangeDecision } from './decide-change.js';
export { type Change, type Changed, type Decided, MakeChange } from './make-change.js';
export { ChangeItem } from './dto/change-subscription.request.js';
