import { DatabaseEpoch } from './database-epoch.entity.js';

export type { EpochMode } from './database-epoch.entity.js';
export { EpochGate } from './epoch-gate.js';
export { EpochModule } from './epoch.module.js';
export { EpochsRepository } from './epochs.repository.js';
export { WatchEpoch } from './watch-epoch.js';
export { DatabaseEpoch };
export const EPOCH_ENTITIES = [DatabaseEpoch];
