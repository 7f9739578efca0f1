import type { SimulatorClock } from './clock.js';
import type { Store } from './state/store.js';
import type { Job, JobType, JsonObject } from './state/types.js';

/** A binary heap of jobs: the earliest first, and of equals the one planned first. */
class JobHeap {
  private items: Job[] = [];

  static before(a: Job, b: Job): boolean {
    return a.at < b.at || (a.at === b.at && a.number < b.number);
  }

  get first(): Job | undefined {
    return this.items[0];
  }

  push(job: Job): void {
    let i = this.items.push(job) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!JobHeap.before(this.items[i]!, this.items[parent]!)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  pop(): Job | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (top === undefined || last === undefined || this.items.length === 0) return top;
    this.items[0] = last;
    let i = 0;
    for (;;) {
      const children = [2 * i + 1, 2 * i + 2].filter((child) => child < this.items.length);
      const least = children.reduce((a, b) => (JobHeap.before(this.items[b]!, this.items[a]!) ? b : a), i);
      if (least === i) return top;
      this.swap(i, least);
      i = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.items[a], this.items[b]] = [this.items[b]!, this.items[a]!];
  }
}

/** What is to happen later on the simulator's clock. Kept in the store, so that it survives a restart. */
export class Scheduler {
  private heap = new JobHeap();
  private number = 0;
  private running = false;

  constructor(
    private readonly store: Store,
    private readonly clock: SimulatorClock,
    private readonly run: (job: Job) => void,
  ) {}

  plan(at: number, type: JobType, sessionId: string, data: JsonObject = {}): void {
    const number = ++this.number;
    const job: Job = { id: `job_${number}`, at, number, type, session_id: sessionId, data };
    this.store.jobs.put(job);
    this.heap.push(job);
  }

  /** Rebuilds the queue from the store, after a restore or a reset. */
  reload(): void {
    this.heap = new JobHeap();
    this.number = 0;
    for (const job of this.store.jobs.all()) {
      this.heap.push(job);
      this.number = Math.max(this.number, job.number);
    }
  }

  /** Does everything that is due, in order; each thing at its own moment. Answers how many things. */
  runDue(until = this.clock.now()): number {
    if (this.running) return 0;
    this.running = true;
    let count = 0;
    try {
      for (let job = this.heap.first; job && job.at <= until; job = this.heap.first) {
        this.heap.pop();
        if (!this.store.jobs.get(job.id)) continue;
        this.store.jobs.remove(job.id);
        if (job.at > this.clock.now()) this.clock.setNow(job.at);
        this.run(job);
        count++;
      }
      this.store.commit();
    } finally {
      this.running = false;
    }
    return count;
  }

  /** Moves the clock forward and does on the way all that falls due. */
  moveTo(at: number): number {
    const count = this.runDue(at);
    this.clock.setNow(at);
    return count;
  }
}
