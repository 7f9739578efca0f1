import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { GatewayCallsRepository } from '../gateway-calls.repository.js';

/** A dispute about a payment is raised within 90 days, as a rule. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
const BATCH = 1_000;

/** Lines of calls to Ottu are kept for 90 days in real time: they grow by five with each renewal. What is undecided then is kept on. */
@Injectable()
export class ForgetCalls {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: GatewayCallsRepository,
    private readonly clock: Clock,
  ) {}

  /** How many were deleted; 0 when none is old enough. */
  execute(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS);
    return this.uow.run((tx) => this.calls.deleteBefore(tx, before, BATCH));
  }
}
