import { Chargeback } from './chargeback.entity.js';

export { ChargebacksModule } from './chargebacks.module.js';
export const CHARGEBACK_ENTITIES = [Chargeback];
