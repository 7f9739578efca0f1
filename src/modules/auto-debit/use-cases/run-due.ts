import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import { type Attempt, PrepareAttempts, RunFinalSteps, SendAttempt } from '../../charges/index.js';
import { EndUnstarted } from '../../checkout/index.js';
import { NumberInvoices } from '../../invoices/index.js';
import { Sweep } from '../../reconciliation/index.js';
import { BillDue } from './bill-due.js';

/** Claimed at once; small enough that a crash leaves little to be found out. */
const BATCH = 50;
/** Charges in flight at once. Never more are claimed than can be sent. */
const IN_FLIGHT = 16;

/** Everything that time makes due, in the order in which it builds on itself. */
@Injectable()
export class RunDue {
  private readonly logger = new Logger(RunDue.name);
  /** Who this process is in claims and leases. */
  private readonly owner = newUuid();

  constructor(
    private readonly billDue: BillDue,
    private readonly numberInvoices: NumberInvoices,
    private readonly prepareAttempts: PrepareAttempts,
    private readonly sendAttempt: SendAttempt,
    private readonly runFinalSteps: RunFinalSteps,
    private readonly sweep: Sweep,
    private readonly endUnstarted: EndUnstarted,
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochGate,
  ) {}

  /** One round; how much there was to do. Zero means: nothing more is due at this instant. */
  async round(scope: TimeScope, now: Date): Promise<number> {
    const billed = await this.bill(scope, now);
    const charged = await this.charge(scope, now);
    const ended = await this.finish(scope, now);
    const asked = await this.ask(scope, now);
    return billed + charged + ended + asked;
  }

  /**
   * What dunning gave up ends first: its last step may fall on the very instant at which the next period
   * begins, and nobody is billed for that period whose subscription is canceled for the one before.
   */
  async bill(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    const ended = await this.runFinalSteps.execute(scope, now, BATCH);
    if (ended === BATCH) return ended;
    const billed = await this.billDue.execute(scope, now, BATCH);
    await this.numberInvoices.execute();
    return ended + billed;
  }

  async charge(scope: TimeScope, now: Date): Promise<number> {
    const { claimed, attempts } = await this.prepareAttempts.execute(scope, now, this.owner, IN_FLIGHT);
    await Promise.all(attempts.map((attempt) => this.send(attempt)));
    return claimed;
  }

  /** One that throws keeps its row as it is, and the sweep finds out about it; the others go on. */
  private async send(attempt: Attempt): Promise<void> {
    try {
      await this.sendAttempt.execute(attempt);
    } catch (error) {
      this.logger.error({ err: error, attempt_id: attempt.publicId }, 'Sending an attempt failed');
    }
  }

  ask(scope: TimeScope, now: Date): Promise<number> {
    return this.sweep.execute(scope, now, this.owner, BATCH);
  }

  async finish(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    return this.endUnstarted.execute(scope, now, BATCH);
  }

  /**
   * The database may have forgotten payments and cancels: a dunning that was paid would end, a period that was
   * paid be owed again. What is due is due afterwards as well. Charging asks in its own transactions.
   */
  private async isRecovering(): Promise<boolean> {
    return !(await this.uow.read((tx) => this.epochs.allowsMoney(tx)));
  }
}
