import { Injectable } from '@nestjs/common';
import { utcDay } from '../../domain/safeguards/request-budget.js';
import type { GatewayAccount } from '../../gateway/payment-gateway.js';
import { Clock } from '../../platform/clock/clock.js';
import { Waits } from '../../platform/config/waits.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { TestClocksRepository } from '../merchants/index.js';
import type { PlatformDay } from './purse.js';

/**
 * What day it is where requests are counted. The platform lives in the real time, whatever a merchant's test
 * clock says; but a simulator's clock moves with the test clock, and then its days do.
 */
@Injectable()
export class PlatformClock {
  constructor(
    private readonly clock: Clock,
    private readonly waits: Waits,
    private readonly uow: UnitOfWork,
    private readonly testClocks: TestClocksRepository,
  ) {}

  async dayOf(tx: Tx, account: GatewayAccount): Promise<PlatformDay> {
    const testClock = await this.testClocks.findOf(tx, account.merchantId);
    const real = this.clock.now();
    const now = testClock !== null && account.isSimulator ? testClock.now : real;
    const { day, endsAt } = utcDay(now);
    const remaining = endsAt.getTime() - now.getTime();
    const endsAtForMerchant = new Date((testClock?.now ?? real).getTime() + remaining);
    return { day, endsAt, endsAtForMerchant, onTestClock: testClock !== null };
  }

  /** Only sandbox merchants with a test clock cost a statement. */
  async moment(account: GatewayAccount, onTestClock: boolean): Promise<{ now: Date; waitScale: number }> {
    if (!onTestClock || !account.isSimulator) return { now: this.clock.now(), waitScale: this.waits.scale };
    return { now: await this.merchantNow(account.merchantId, true), waitScale: 1 };
  }

  /** What time it is for a merchant in whose round it is `now`; of a real day only the real clock can tell. */
  present({ onTestClock }: PlatformDay, now: Date): Date {
    return onTestClock ? now : this.clock.now();
  }

  async merchantNow(merchantId: bigint, onTestClock: boolean): Promise<Date> {
    if (!onTestClock) return this.clock.now();
    const testClock = await this.uow.read((tx) => this.testClocks.findOf(tx, merchantId));
    return testClock?.now ?? this.clock.now();
  }
}
