import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { AdvanceTestClockRequest } from '../dto/test-clock.request.js';
import { presentTestClock, type TestClockResponse } from '../dto/test-clock.response.js';
import { TestClocksRepository } from '../test-clocks.repository.js';

const MOST_MS = 2 * 366 * 86_400_000;

@Injectable()
export class AdvanceTestClock {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly testClocks: TestClocksRepository,
  ) {}

  /** Only sets the goal; the worker walks there, through everything that is due on the way. */
  async execute(
    merchantId: bigint,
    id: string,
    request: AdvanceTestClockRequest,
  ): Promise<TestClockResponse> {
    const target = new Date(request.to);
    return this.uow.run(async (tx) => {
      const clock = await this.testClocks.lockByPublicId(tx, merchantId, id);
      if (!clock) throw AppError.notFound('test clock', id);
      if (clock.status === 'advancing') {
        throw new AppError(
          'conflict',
          `The clock is advancing to ${clock.target!.toISOString()}; wait until it is ready`,
        );
      }
      if (target <= clock.now) {
        throw AppError.field('rule_violation', 'to', `must be later than ${clock.now.toISOString()}`);
      }
      if (target.getTime() - clock.now.getTime() > MOST_MS) {
        throw AppError.field(
          'rule_violation',
          'to',
          'must be at most two years ahead; advance more than once',
        );
      }
      await this.testClocks.startAdvancing(tx, merchantId, clock.id, target);
      return presentTestClock({ ...clock, status: 'advancing', target, error: null });
    });
  }
}
