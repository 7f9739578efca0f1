import { Injectable, Logger } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import {
  MerchantAccounts,
  MerchantsRepository,
  type TestClock,
  TestClocksRepository,
} from '../../merchants/index.js';
import { RunDue } from './run-due.js';

const LEASE_MS = 180_000;
/** Rounds at one instant; more than this means that something is due again as soon as it is done. */
const MOST_ROUNDS_AN_INSTANT = 200;
/** Instants in one advance. */
const MOST_STEPS = 20_000;

/**
 * Walks a sandbox merchant's clock to where it was told to go, stopping at every instant at which
 * something is due, and doing it, so that everything happens in the order in which it would have.
 */
@Injectable()
export class AdvanceTestClocks {
  private readonly logger = new Logger(AdvanceTestClocks.name);
  private readonly owner = newUuid();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly clocks: TestClocksRepository,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly gateway: PaymentGateway,
    private readonly runDue: RunDue,
    private readonly waits: Waits,
    private readonly epochs: EpochGate,
  ) {}

  /** Takes one clock that is to be advanced, if there is one, all the way. */
  async execute(isStopping: () => boolean): Promise<boolean> {
    // What fell due on the way would be walked past.
    if (!(await this.uow.read((tx) => this.epochs.allowsMoney(tx)))) return false;
    const clock = await this.uow.run((tx) =>
      this.clocks.claimAdvancing(tx, this.owner, this.waits.ms(LEASE_MS)),
    );
    if (clock === null) return false;
    try {
      await this.walk(clock, isStopping);
    } catch (error) {
      this.logger.error({ err: error, test_clock_id: clock.publicId }, 'Advancing a test clock failed');
      const { merchantId, id } = clock;
      await this.uow.run((tx) => this.clocks.fail(tx, merchantId, id, this.owner, (error as Error).message));
    }
    return true;
  }

  private async walk(clock: TestClock, isStopping: () => boolean): Promise<void> {
    const { merchantId, id } = clock;
    const target = clock.target!;
    let now = clock.now;
    await this.tellSimulator(merchantId, now);
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = await this.settleInstant(merchantId, now);
      if (now >= target) return this.uow.run((tx) => this.clocks.finish(tx, merchantId, id));
      // Left where it is, the clock is taken up again by the next process; nothing is lost.
      if (isStopping()) return;
      if (
        !(await this.uow.run((tx) =>
          this.clocks.renewLease(tx, merchantId, id, this.owner, this.waits.ms(LEASE_MS)),
        ))
      )
        return;
      now = next !== null && next < target ? next : target;
      // The simulator first: what we then ask it must already know what time it is.
      await this.tellSimulator(merchantId, now);
      await this.uow.run((tx) => this.clocks.moveTo(tx, merchantId, id, now));
    }
    throw new Error(`More than ${MOST_STEPS} instants lie before the target; advance in smaller pieces`);
  }

  /**
   * Does all that is due; gives when the next is. Both are seen in one look: a webhook may hint at any moment, and put
   * the present in the place of a later time. Asked for afterwards, that time would be gone, and the clock walk past
   * what the hint is about.
   */
  private async settleInstant(merchantId: bigint, now: Date): Promise<Date | null> {
    for (let round = 0; round < MOST_ROUNDS_AN_INSTANT; round++) {
      const { done, next } = await this.runDue.roundOf(merchantId, now);
      if (done === 0) return next;
    }
    throw new Error(`Work at ${now.toISOString()} does not come to rest`);
  }

  private async tellSimulator(merchantId: bigint, now: Date): Promise<void> {
    const merchant = await this.uow.read((tx) => this.merchants.findById(tx, merchantId));
    await this.gateway.moveSimulatedClock(this.accounts.accountOf(merchant!), now);
  }
}
