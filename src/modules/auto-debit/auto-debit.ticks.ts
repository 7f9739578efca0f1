import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../../platform/clock/clock.js';
import type { TimeScope } from '../../platform/clock/time-scope.js';
import { Settings } from '../../platform/config/settings.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { WatchEpoch } from '../../platform/epoch/index.js';
import { ForgetKeys } from '../../platform/idempotency/index.js';
import { AuditNightly } from '../audit/index.js';
import { ForgetCalls } from '../events/index.js';
import { ForgetLeftovers, RunImports } from '../imports/index.js';
import { TestClocksRepository } from '../merchants/index.js';
import { CheckRouting } from '../payment-methods/index.js';
import { RunRecovery } from '../recovery/index.js';
import { LookAfterFloods, MatchAgain, SealOldBodies } from '../webhooks/index.js';
import { AdvanceTestClocks } from './use-cases/advance-test-clocks.js';
import { RunDue } from './use-cases/run-due.js';

const REAL: TimeScope = { kind: 'real' };
/** Rounds a tick works on before it lets the others have a turn. */
const MOST_ROUNDS = 100;
/** Each merchant is audited once a day; looking oftener lets the day begin wherever a process was started. */
const AUDIT_EVERY_MS = 3_600_000;
/** Each merchant's gateways are looked at once a day; a route that could not be checked when it was set, soon. */
const ROUTING_EVERY_MS = 60_000;
/** How soon a restored database is noticed by a process that lived on; claims look for themselves as well. */
const WATCH_EVERY_MS = 10_000;

type Work = () => Promise<unknown>;

/** Every clock of the system, on one page. A tick that is still running is not started again. */
@Injectable()
export class AutoDebitTicks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AutoDebitTicks.name);
  private readonly running = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly scheduler: SchedulerRegistry,
    private readonly settings: Settings,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly testClocks: TestClocksRepository,
    private readonly runDue: RunDue,
    private readonly advanceTestClocks: AdvanceTestClocks,
    private readonly auditNightly: AuditNightly,
    private readonly watchEpoch: WatchEpoch,
    private readonly runRecovery: RunRecovery,
    private readonly runImports: RunImports,
    private readonly forgetLeftovers: ForgetLeftovers,
    private readonly checkRouting: CheckRouting,
    private readonly matchAgain: MatchAgain,
    private readonly lookAfterFloods: LookAfterFloods,
    private readonly sealOldBodies: SealOldBodies,
    private readonly forgetCalls: ForgetCalls,
    private readonly forgetKeys: ForgetKeys,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Before anything else: the first claim of a database that was put back would charge twice.
    await this.watchEpoch.execute();
    this.every(WATCH_EVERY_MS, 'watch-epoch', () => this.watchEpoch.execute());
    if (!this.settings.runsWorker) return;
    const every = this.settings.TICK_MS;
    this.every(every, 'bill', () => this.untilDone(() => this.runDue.bill(REAL, this.clock.now())));
    this.every(every * 10, 'changes-of-standing', () =>
      this.untilDone(() => this.runDue.standing(REAL, this.clock.now())),
    );
    this.every(every, 'charge', () => this.untilDone(() => this.runDue.charge(REAL, this.clock.now())));
    this.every(every, 'ask', () => this.untilDone(() => this.runDue.ask(REAL, this.clock.now())));
    this.every(every, 'refund', () => this.untilDone(() => this.runDue.refund(REAL, this.clock.now())));
    this.every(every * 10, 'reports', () =>
      this.untilDone(() => this.runDue.reports(REAL, this.clock.now())),
    );
    this.every(every * 10, 'finish', () => this.untilDone(() => this.runDue.finish(REAL, this.clock.now())));
    // A few a tick and no more: a month's customers take the whole month.
    this.every(every * 10, 'cards', () => this.runDue.cards(REAL, this.clock.now()));
    this.every(Math.min(every, 250), 'test-clocks-advance', () =>
      this.advanceTestClocks.execute(() => this.stopping),
    );
    this.every(every, 'test-clocks-at-rest', () => this.atRest());
    this.every(every, 'recover', () => this.untilDone(() => this.runRecovery.execute()));
    this.every(every, 'import', () => this.untilDone(() => this.runImports.execute()));
    this.every(every * 10, 'forget-import-lines', () => this.untilDone(() => this.forgetLeftovers.execute()));
    this.every(ROUTING_EVERY_MS, 'routing', () => this.untilDone(() => this.checkRouting.execute()));
    this.every(every * 10, 'match-webhooks', () => this.untilDone(() => this.matchAgain.execute()));
    this.every(every * 10, 'flooding-webhooks', () => this.untilDone(() => this.lookAfterFloods.execute()));
    this.every(AUDIT_EVERY_MS, 'seal-webhooks', () => this.untilDone(() => this.sealOldBodies.execute()));
    this.every(AUDIT_EVERY_MS, 'forget-calls', () => this.untilDone(() => this.forgetCalls.execute()));
    this.every(AUDIT_EVERY_MS, 'forget-keys', () => this.untilDone(() => this.forgetKeys.execute()));
    this.every(AUDIT_EVERY_MS, 'audit', () => this.untilDone(() => this.auditNightly.execute()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const name of this.scheduler.getIntervals()) this.scheduler.deleteInterval(name);
    await Promise.all(this.running.values());
    await this.runDue.charged();
  }

  /** A clock that stands still still has a present, in which a webhook or a new subscription is due. */
  private async atRest(): Promise<void> {
    for (const { merchantId, now } of await this.uow.read((tx) => this.testClocks.findReady(tx, 200))) {
      await this.untilDone(async () => (await this.runDue.roundOf(merchantId, now)).done);
    }
  }

  private async untilDone(work: () => Promise<number>): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && !this.stopping; round++) {
      if ((await work()) === 0) return;
    }
  }

  private every(ms: number, name: string, work: Work): void {
    const tick = () => {
      if (this.stopping || this.running.has(name)) return;
      const run = this.guarded(name, work).finally(() => this.running.delete(name));
      this.running.set(name, run);
    };
    this.scheduler.addInterval(name, setInterval(tick, ms));
  }

  private async guarded(name: string, work: Work): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, tick: name }, 'A tick failed; the next one tries again');
    }
  }
}
