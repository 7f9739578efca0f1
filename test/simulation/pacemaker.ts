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
    const merchants = await engine.sql<{ id: bigint; overdue: boolean }>(
      `SELECT m.id, EXISTS (SELECT 1 FROM attempts WHERE merchant_id = m.id AND next_check_at <= $1)
           OR EXISTS (SELECT 1 FROM charges WHERE merchant_id = m.id AND next_action_at <= $1)
           OR EXISTS (SELECT 1 FROM subscriptions
                      WHERE merchant_id = m.id AND next_bill_at <= $1 AND quarantined_at IS NULL) AS overdue
       FROM merchants m`,
      [now],
    );
    const instants: number[] = [];
    for (const { id, overdue } of merchants) {
      const { next } = await engine.get(WhatIsDue).read(id, now);
      if (next !== null) instants.push(next.getTime());
      if (overdue) instants.push(now.getTime() + RETRY_MS);
    }
    return instants.length === 0 ? null : Math.min(...instants);
  }
}
