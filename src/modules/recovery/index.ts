import { Recovery } from './recovery.entity.js';
import { RecoveryOrder } from './recovery-order.entity.js';

export { RecoveriesRepository } from './recoveries.repository.js';
export { RecoveryModule } from './recovery.module.js';
export { RecoveryOrdersRepository } from './recovery-orders.repository.js';
export { EndRecovery, RecoveryNotEnded } from './use-cases/end-recovery.js';
export { RunRecovery } from './use-cases/run-recovery.js';
export const RECOVERY_ENTITIES = [Recovery, RecoveryOrder];
