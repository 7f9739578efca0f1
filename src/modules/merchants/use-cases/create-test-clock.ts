import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { newId } from '../../../platform/ids/type-id.js';
import { EventsRepository } from '../../events/index.js';
import type { CreateTestClockRequest } from '../dto/test-clock.request.js';
import { presentTestClock, type TestClockResponse } from '../dto/test-clock.response.js';
import { MerchantAccounts } from '../merchant-accounts.js';
import type { Merchant } from '../merchant.entity.js';
import { MerchantsRepository } from '../merchants.repository.js';
import { TestClocksRepository } from '../test-clocks.repository.js';

const YEARS_AWAY = 30;
const YEAR_MS = 366 * 86_400_000;

@Injectable()
export class CreateTestClock {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly merchants: MerchantsRepository,
    private readonly events: EventsRepository,
    private readonly testClocks: TestClocksRepository,
    private readonly accounts: MerchantAccounts,
    private readonly gateway: PaymentGateway,
  ) {}

  async execute(merchantId: bigint, request: CreateTestClockRequest): Promise<TestClockResponse> {
    const createdAt = this.clock.now();
    const now = request.now === undefined ? createdAt : new Date(request.now);
    if (Math.abs(now.getTime() - createdAt.getTime()) > YEARS_AWAY * YEAR_MS) {
      throw AppError.field('invalid_request', 'now', `must be within ${YEARS_AWAY} years of the real time`);
    }
    const { merchant, testClock } = await this.uow.run(async (tx) => {
      const merchant = await this.assertAllowed(tx, merchantId);
      const publicId = newId('testClock');
      const name = request.name ?? null;
      const row = { merchantId, publicId, name, now, createdAt };
      return { merchant, testClock: await this.testClocks.insert(tx, row) };
    });
    // At once: pages opened while the simulator lived in another year would all be over at the first advance.
    await this.gateway.moveSimulatedClock(this.accounts.accountOf(merchant), now);
    return presentTestClock(testClock);
  }

  private async assertAllowed(tx: Tx, merchantId: bigint): Promise<Merchant> {
    const merchant = await this.merchants.lockById(tx, merchantId);
    if (merchant?.mode !== 'sandbox') {
      throw new AppError('rule_violation', 'Only a sandbox merchant may have a test clock');
    }
    const existing = await this.testClocks.findOf(tx, merchantId);
    if (existing)
      throw new AppError('conflict', `The merchant has its one test clock already: ${existing.publicId}`);
    // Subscriptions made in the real time would find themselves years early or late.
    const first = { limit: 1, beforeId: null };
    const created = await this.events.page(tx, merchantId, { types: ['subscription.created'] }, first);
    if (created.rows.length > 0) {
      throw new AppError('conflict', 'A test clock must be made before the first subscription');
    }
    return merchant;
  }
}
