import type { Stage } from '../stage/stage.js';
import { cpuMsOf, cpuMsOfFamily } from './cpu.js';

/** CPU time in milliseconds, by who used it. */
export interface Cpu {
  workerMs: number;
  postgresMs: number;
  gatewayMs: number;
}

/** Reads what the processes of a run have used since it was made. */
export class Meter {
  private readonly before: Cpu;

  constructor(
    private readonly stage: Stage,
    private readonly pids: readonly number[],
  ) {
    this.before = this.now();
  }

  used(): Cpu {
    const now = this.now();
    return {
      workerMs: now.workerMs - this.before.workerMs,
      postgresMs: now.postgresMs - this.before.postgresMs,
      gatewayMs: now.gatewayMs - this.before.gatewayMs,
    };
  }

  private now(): Cpu {
    return {
      workerMs: this.pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
      postgresMs: cpuMsOfFamily(this.stage.postmaster),
      gatewayMs: cpuMsOf(this.stage.gateway.pid),
    };
  }
}
