export { ForgetKeys } from './forget-keys.js';
export { IdempotencyKey, IdempotencyRequired } from './idempotency.decorators.js';
export { IDEMPOTENCY_ENTITIES } from './idempotency.entities.js';
export { IdempotencyModule } from './idempotency.module.js';
export { refuseOtherUse } from './refuse-other-use.js';
export { requestHash } from './request-hash.js';
