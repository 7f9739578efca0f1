import { Injectable } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { ApplyScheduledChanges } from '../../changes/index.js';
import { ClosePagesInTheWay, FinalizeDrafts, RunFinalSteps, RunMailsDue } from '../../charges/index.js';
import { EndUnstarted, ReviewConsents } from '../../checkout/index.js';
import { RunDays } from '../../day-reconciliation/index.js';
import { NumberInvoices, TellOverdue } from '../../invoices/index.js';
import { RemindOfCases, RemindOfQuarantine } from '../../operations/index.js';
import { RunMigrations } from '../../plan-migrations/index.js';
import { RunRefunds } from '../../refunds/index.js';
import { Sweep } from '../../reconciliation/index.js';
import { RunDeletions, SyncDue } from '../../wallets/index.js';
import { BillDue } from './bill-due.js';
import { BillThresholds } from './bill-thresholds.js';
import { BillFinal } from './bill-final.js';
import { type Stage, STAGES, WhatIsDue } from '../what-is-due.js';
import { ChargePipeline } from './charge-pipeline.js';

/** Claimed at once; small enough that a crash leaves little to be found out. */
const BATCH = 50;
/** Nearly all of what there is to do, and a batch costs the same statements however many are in it. */
const RENEWALS_AT_ONCE = 200;
/** Refunds are few, and nobody waits for one. */
const REFUNDS_IN_FLIGHT = 16;
/** Each is a call to Ottu or two, one after the other, and nobody waits for them. */
const CARDS_AT_ONCE = 10;

/** Everything that time makes due, in the order in which it builds on itself. */
@Injectable()
export class RunDue {
  constructor(
    private readonly applyChanges: ApplyScheduledChanges,
    private readonly runMigrations: RunMigrations,
    private readonly finalizeDrafts: FinalizeDrafts,
    private readonly billDue: BillDue,
    private readonly billThresholds: BillThresholds,
    private readonly billFinal: BillFinal,
    private readonly numberInvoices: NumberInvoices,
    private readonly closePages: ClosePagesInTheWay,
    private readonly pipeline: ChargePipeline,
    private readonly runFinalSteps: RunFinalSteps,
    private readonly sweep: Sweep,
    private readonly endUnstarted: EndUnstarted,
    private readonly runMailsDue: RunMailsDue,
    private readonly tellOverdue: TellOverdue,
    private readonly remindOfCases: RemindOfCases,
    private readonly remindOfQuarantine: RemindOfQuarantine,
    private readonly reviewConsents: ReviewConsents,
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochGate,
    private readonly runRefunds: RunRefunds,
    private readonly runDeletions: RunDeletions,
    private readonly syncDue: SyncDue,
    private readonly whatIsDue: WhatIsDue,
    private readonly runDays: RunDays,
  ) {}

  /**
   * One round for one merchant, of whose clock it is `now`; how much there was to do. Zero means: nothing more is due
   * at this instant. `next` is when something will be.
   */
  async roundOf(merchantId: bigint, now: Date): Promise<{ done: number; next: Date | null }> {
    const scope: TimeScope = { kind: 'test_clock', merchantId };
    const { stages, next } = await this.whatIsDue.read(merchantId, now);
    let done = 0;
    for (let due = stages, i = 0; i < STAGES.length; i++) {
      const did = due.has(STAGES[i]!) ? await this.stage(STAGES[i]!, scope, now) : 0;
      if (did === 0) continue;
      done += did;
      // It may have made anything due. One look costs less than the claims of all the stages that follow.
      due = (await this.whatIsDue.read(merchantId, now)).stages;
    }
    return { done, next };
  }

  /** Of everybody, or of one: every stage looks for itself. */
  async round(scope: TimeScope, now: Date): Promise<number> {
    let done = 0;
    for (const stage of STAGES) done += await this.stage(stage, scope, now);
    return done;
  }

  private async stage(stage: Stage, scope: TimeScope, now: Date): Promise<number> {
    if (stage !== 'charge') return this[stage](scope, now);
    const closing = await this.closePages.execute(scope, now, BATCH);
    return closing + (await this.pipeline.finish(scope, now));
  }

  /**
   * What dunning gave up ends first: its last step may fall on the very instant at which the next period
   * begins, and nobody is billed for that period whose subscription is canceled for the one before.
   */
  async bill(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    const ended = await this.runFinalSteps.execute(scope, now, BATCH);
    if (ended === BATCH) return ended;
    const standing = scope.kind === 'real' ? 0 : await this.standing(scope, now);
    const changed = standing + (await this.applyChanges.execute(scope, now, BATCH));
    const migrated = await this.runMigrations.execute(scope, now, BATCH);
    // Before new periods: a draft of the one before is final when the next one begins.
    const finalized = await this.finalizeDrafts.execute(scope, now, BATCH);
    const billed = await this.billDue.execute(scope, now, RENEWALS_AT_ONCE);
    // After them: what was used in a period that is over is on its own invoice.
    const ahead = await this.billThresholds.execute(scope, now, BATCH);
    const final = await this.billFinal.execute(scope, now, BATCH);
    await this.numberInvoices.execute();
    return ended + changed + migrated + finalized + billed + ahead + final;
  }

  /** What is planned for those that stand still: for everybody at once a tick of its own, since it reads all that waits. */
  async standing(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    return this.applyChanges.ofStanding(scope, now, BATCH);
  }

  /** Begins charging what is due. Does not wait for the answers: other charges are due meanwhile. */
  async charge(scope: TimeScope, now: Date): Promise<number> {
    const closing = await this.closePages.execute(scope, now, BATCH);
    return closing + (await this.pipeline.begin(scope, now));
  }

  /** Until every charge on its way is settled. */
  charged(): Promise<void> {
    return this.pipeline.settled();
  }

  ask(scope: TimeScope, now: Date): Promise<number> {
    return this.sweep.execute(scope, now, this.pipeline.owner, BATCH);
  }

  async refund(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    return this.runRefunds.execute(scope, now, this.pipeline.owner, REFUNDS_IN_FLIGHT);
  }

  /** Not after a restore: a card that was deleted and forgotten would look vanished. */
  async cards(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    const deleted = await this.runDeletions.execute(scope, now, CARDS_AT_ONCE);
    return deleted + (await this.syncDue.execute(scope, now, CARDS_AT_ONCE));
  }

  /** Reads and marks; what is found of money, others ask about. A large file takes its time and stops nobody. */
  reports(scope: TimeScope, now: Date): Promise<number> {
    return this.runDays.execute(scope, now);
  }

  async finish(scope: TimeScope, now: Date): Promise<number> {
    if (await this.isRecovering()) return 0;
    const warned = await this.runMailsDue.execute(scope, now, BATCH);
    const ended = await this.endUnstarted.execute(scope, now, BATCH);
    const overdue = await this.tellOverdue.execute(scope, now, BATCH);
    const cases = await this.remindOfCases.execute(scope, now, BATCH);
    const reminded = cases + (await this.remindOfQuarantine.execute(scope, now, BATCH));
    return warned + ended + overdue + reminded + (await this.reviewConsents.execute(scope, now, BATCH));
  }

  /**
   * The database may have forgotten payments and cancels: a dunning that was paid would end, a period that was
   * paid be owed again. What is due is due afterwards as well. Charging asks in its own transactions.
   */
  private async isRecovering(): Promise<boolean> {
    return !(await this.uow.read((tx) => this.epochs.allowsMoney(tx)));
  }
}
