import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { TestClocksRepository } from './test-clocks.repository.js';

/** What time it is for a merchant. Its business asks here; leases and logs live in the real time. */
@Injectable()
export class MerchantClock {
  constructor(
    private readonly clock: Clock,
    private readonly testClocks: TestClocksRepository,
  ) {}

  async now(tx: Tx, merchantId: bigint): Promise<Date> {
    const testClock = await this.testClocks.findOf(tx, merchantId);
    return testClock?.now ?? this.clock.now();
  }
}
