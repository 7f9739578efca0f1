import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** No backend sends a request again a month later; without an end the table would hold every answer ever given. */
const KEPT_DAYS = 30;
const BATCH = 1_000;

@Injectable()
export class ForgetKeys {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly keys: IdempotencyRepository,
  ) {}

  /** How many were deleted; 0 when none is old enough. */
  execute(): Promise<number> {
    return this.uow.run((tx) => this.keys.deleteOlderThan(tx, KEPT_DAYS, BATCH));
  }
}
