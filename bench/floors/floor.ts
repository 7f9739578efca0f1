import { cpuMsOf, cpuMsOfFamily } from '../measure/cpu.js';
import type { Run } from '../measure/run.js';

/** What a floor process is told, in its environment, and what it prints when it is done. */
export interface Task {
  gatewayUrl: string;
  gatewayPid: number;
  databaseUrl: string;
  postmaster: number;
  renewals: number;
  warmUp: number;
  inFlight: number;
}

/** Warms up, then measures itself: from the outside, its start would be part of the measurement. */
export async function measure(task: Task, work: (renewals: number) => Promise<void>): Promise<void> {
  await work(task.warmUp);
  const read = () => ({
    workerMs: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    postgresMs: cpuMsOfFamily(task.postmaster),
    gatewayMs: cpuMsOf(task.gatewayPid),
  });
  const [before, began] = [read(), performance.now()];
  await work(task.renewals);
  const seconds = (performance.now() - began) / 1000;
  const after = read();
  const run: Run = {
    renewals: task.renewals,
    seconds,
    cpu: {
      workerMs: after.workerMs - before.workerMs,
      postgresMs: after.postgresMs - before.postgresMs,
      gatewayMs: after.gatewayMs - before.gatewayMs,
    },
  };
  process.stdout.write(`RUN ${JSON.stringify(run)}\n`);
}

export function taskFromEnvironment<T extends Task>(): T {
  return JSON.parse(process.env.TASK!) as T;
}
