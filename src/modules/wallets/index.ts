export { RunDeletions } from './use-cases/run-deletions.js';
export { SyncDue } from './use-cases/sync-due.js';
export { WalletsModule } from './wallets.module.js';
