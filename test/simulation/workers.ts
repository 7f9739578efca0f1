import { AuditNightly } from '../../src/modules/audit/index.js';
import { RunDue } from '../../src/modules/auto-debit/index.js';
import { WhatIsDue } from '../../src/modules/auto-debit/what-is-due.js';
import type { TimeScope } from '../../src/platform/clock/time-scope.js';
import type { Chance } from '../support/chance.js';
import type { InProcessEngine } from '../support/in-process-engine.js';
import { Actor, actAs, currentScope } from './actor.js';
import type { EventLog } from './event-log.js';
import { OwnParts } from './own-parts.js';
import type { Scheduler } from './scheduler.js';

const REAL: TimeScope = { kind: 'real' };
/** As the engine's own ticks have it. */
const MOST_ROUNDS = 100;
const AUDIT_EVERY_MS = 120 * 86_400_000;
const MOST_SKEW_MS = 90_000;
/** How often a worker that was woken looks for all there is, as ticks do, and not only for what it was told is due. */
const LOOKS_FOR_ALL = 0.05;
const TASKS = ['bill', 'standing', 'charge', 'ask', 'refund', 'cards', 'finish'] as const;
type Task = (typeof TASKS)[number] | 'audit';

interface Worker {
  actor: Actor;
  /** Its own: who it is in claims and leases. */
  runDue: RunDue;
  /** Tasks that found nothing more to do, and wait until they are told that there is. */
  sleepers: Map<Task, () => void>;
}

/** Some workers that will look, and for what is due when. */
export interface Wake {
  at: number;
  left: number;
  cancel: () => void;
}

/** The worker processes: each runs the engine's ticks side by side, dies when it must, and is replaced. */
export class Workers {
  private readonly workers = new Map<Actor, Worker>();
  private readonly supervisor = new Actor('supervisor', false);
  private number = 0;
  private auditedAt: number;

  constructor(
    private readonly engine: InProcessEngine,
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
    private readonly log: EventLog,
    private readonly merchants: readonly bigint[],
    private readonly wanted: number,
    private readonly isSkewed: () => boolean,
  ) {
    this.auditedAt = scheduler.now;
  }

  /** As many as there should be, awake. */
  fill(): void {
    while (this.workers.size < this.wanted) this.start();
  }

  /** Lets at least one of them look, a while after `at`. */
  wake(at: number, lagMs: number): Wake {
    const planned = this.chance.pick([1, 1, this.wanted]);
    const wake: Wake = { at, left: planned, cancel: () => cancels.forEach((cancel) => cancel()) };
    const cancels = Array.from({ length: planned }, () =>
      this.scheduler.plan(
        Math.max(at, this.scheduler.now) + this.chance.whole(0, lagMs),
        this.supervisor,
        'wakes a worker',
        () => {
          wake.left--;
          this.wakeOne();
        },
        true,
      ),
    );
    return wake;
  }

  /** Time goes on for those who are paused, and nobody's clock is wrong any more. */
  calm(): void {
    this.fill();
    for (const { actor } of this.workers.values()) {
      actor.pausedUntil = 0;
      actor.skewMs = 0;
    }
  }

  died(actor: Actor): void {
    if (!this.workers.delete(actor)) return;
    const at = this.scheduler.now + this.chance.whole(1_000, 600_000);
    this.scheduler.plan(at, this.supervisor, 'replaces a worker', () => this.fill());
  }

  private wakeOne(): void {
    const able = [...this.workers.values()].filter(({ actor }) => actor.pausedUntil <= this.scheduler.now);
    if (able.length > 0) this.look(this.chance.pick(able));
  }

  /** Most ticks find nothing: what is due is asked for once, and only who has something to do is woken. */
  private look(worker: Worker): void {
    this.scheduler.start(worker.actor, 'looks', async () => {
      const due = await this.dueFor(worker).catch(() => null);
      const isForAll = due === null || this.chance.happens(LOOKS_FOR_ALL);
      for (const [task, wake] of [...worker.sleepers]) {
        if (!isForAll && !due.has(task)) continue;
        worker.sleepers.delete(task);
        wake();
      }
    });
  }

  private async dueFor({ actor }: Worker): Promise<ReadonlySet<string>> {
    const due = new Set<string>(['audit']);
    for (const merchant of this.merchants) {
      const { stages } = await this.engine.get(WhatIsDue).read(merchant, this.nowOf(actor));
      for (const stage of stages) due.add(stage);
    }
    return due;
  }

  private nowOf(actor: Actor): Date {
    return new Date(this.scheduler.now + actor.skewMs);
  }

  private start(): void {
    const actor = new Actor(`worker ${++this.number}`, true);
    if (this.isSkewed()) actor.skewMs = this.chance.whole(-MOST_SKEW_MS, MOST_SKEW_MS);
    const runDue = new OwnParts(this.engine).of(RunDue);
    const worker: Worker = { actor, runDue, sleepers: new Map() };
    this.workers.set(actor, worker);
    for (const task of TASKS)
      this.begin(worker, task, () => runDue[task](REAL, this.nowOf(currentScope().actor)));
    this.begin(worker, 'audit', () => this.audit());
  }

  private begin(worker: Worker, task: Task, work: () => Promise<number>): void {
    this.scheduler.start(worker.actor, task, async () => {
      for (;;) {
        // What was done may have made something due for another task.
        if (await this.untilDone(worker, task, work)) this.look(worker);
        await new Promise<void>((resolve) => void worker.sleepers.set(task, resolve));
      }
    });
  }

  /** Whether there was anything to do. */
  private async untilDone({ actor }: Worker, task: string, work: () => Promise<number>): Promise<boolean> {
    let rounds = 0;
    try {
      while (rounds < MOST_ROUNDS && (await work()) > 0) rounds++;
    } catch (error) {
      // As the engine's ticks do: the next one tries again.
      actAs(actor, task, () => this.log.add(`${actor.name} ${task} FAILED: ${(error as Error).message}`));
    }
    return rounds > 0;
  }

  private async audit(): Promise<number> {
    if (this.scheduler.now - this.auditedAt < AUDIT_EVERY_MS) return 0;
    this.auditedAt = this.scheduler.now;
    return this.engine.get(AuditNightly).execute();
  }
}
