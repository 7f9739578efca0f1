import { WhatIsDue } from '../../src/modules/auto-debit/what-is-due.js';
import type { InProcessEngine } from '../support/in-process-engine.js';
import type { EventLog } from './event-log.js';
import type { Scheduler } from './scheduler.js';
import type { Wake, Workers } from './workers.js';

/** Work that is overdue and that nobody could take is looked at again so much later, as ticks would. */
const RETRY_MS = 300_000;

/** Ticks of every second would find nothing for years: workers are woken for what is due, and when it is. */
export class Pacemaker {
  private wake: Wake | null = null;
  private seenAtStep = -1;

  constructor(
    private readonly engine: InProcessEngine,
    private readonly scheduler: Scheduler,
    private readonly workers: Workers,
    private readonly log: EventLog,
  ) {}

  /** Called when nothing more happens at this instant; `lagMs` is how late the workers may be. */
  async plan(lagMs: number): Promise<void> {
    if (this.seenAtStep === this.log.steps) return;
    this.seenAtStep = this.log.steps;
    const due = await this.nextDue();
    if (due === null || (this.wake && this.wake.left > 0 && this.wake.at <= due)) return;
    this.wake?.cancel();
    this.wake = this.workers.wake(due, lagMs);
  }

  private async nextDue(): Promise<number | null> {
    const { engine } = this;
    const now = new Date(this.scheduler.now);
    const merchants = await engine.sql<{ id: bigint }>('SELECT id FROM merchants');
    const instants: number[] = [];
    for (const { id } of merchants) {
      const { stages, next } = await engine.get(WhatIsDue).read(id, now);
      if (next !== null) instants.push(next.getTime());
      if (stages.size > 0) instants.push(now.getTime() + RETRY_MS);
    }
    return instants.length === 0 ? null : Math.min(...instants);
  }
}
