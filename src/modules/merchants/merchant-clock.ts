import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Waits } from '../../platform/config/waits.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { TestClocksRepository } from './test-clocks.repository.js';

/** What time it is for a merchant. Its business asks here; leases and logs live in the real time. */
@Injectable()
export class MerchantClock {
  constructor(
    private readonly clock: Clock,
    private readonly testClocks: TestClocksRepository,
    private readonly waits: Waits,
  ) {}

  async now(tx: Tx, merchantId: bigint): Promise<Date> {
    const testClock = await this.testClocks.findOf(tx, merchantId);
    return testClock?.now ?? this.clock.now();
  }

  /** As now, for a batch across merchants. */
  async nowOf(tx: Tx, merchantIds: readonly bigint[]): Promise<Map<bigint, Date>> {
    const own = await this.testClocks.ofMerchants(tx, merchantIds);
    const real = this.clock.now();
    return new Map([
      ...merchantIds.map((id) => [id, real] as const),
      ...own.map(({ merchantId, now }) => [merchantId, now] as const),
    ]);
  }

  /** With what part of their production length its waits have: on a test clock, which is moved at will, all. */
  async moment(tx: Tx, merchantId: bigint): Promise<{ now: Date; waitScale: number }> {
    const testClock = await this.testClocks.findOf(tx, merchantId);
    return testClock
      ? { now: testClock.now, waitScale: 1 }
      : { now: this.clock.now(), waitScale: this.waits.scale };
  }
}
