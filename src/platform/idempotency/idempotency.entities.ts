import { IdempotencyRecord } from './idempotency-record.entity.js';

export const IDEMPOTENCY_ENTITIES = [IdempotencyRecord];
