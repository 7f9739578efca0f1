import { UsageRecord } from './usage-record.entity.js';
import { UsageVoid } from './usage-void.entity.js';
import { UsageTotal } from './usage-total.entity.js';

export { SetThresholdRequest } from './dto/record-usage.request.js';
export { SetThreshold } from './use-cases/set-threshold.js';
export { UsageModule } from './usage.module.js';
export { USAGE_TO_LOOK_AT, UsageTotalsRepository } from './usage-totals.repository.js';
export { UsageTotal };
export const USAGE_ENTITIES = [UsageRecord, UsageTotal, UsageVoid];
