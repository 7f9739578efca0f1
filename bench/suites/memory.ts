import { DueDates } from '../data/due.js';
import type { Run } from '../measure/run.js';
import type { Options } from '../options.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';
import { renew, warmUp } from './engine-run.js';

/** A worker's memory at its highest, with how much it had done by then. */
export interface Memory {
  subscriptions: number;
  /** One figure for each worker process of each run. */
  peakMb: number[];
  renewals: number;
  seconds: number;
}

export function memoryOfRuns(subscriptions: number, runs: readonly Run[]): Memory {
  const sum = (read: (run: Run) => number) => runs.reduce((all, run) => all + read(run), 0);
  return {
    subscriptions,
    peakMb: runs.flatMap((run) => run.peakMb ?? []),
    renewals: sum((run) => run.renewals),
    seconds: sum((run) => run.seconds),
  };
}

/** When renewals are not measured anyway. */
export async function measureMemory(stage: Stage, options: Options, subscriptions: number): Promise<Memory> {
  const [due, workers] = [new DueDates(stage), new Workers(stage)];
  await due.prepare();
  await stage.gateway.answerAfter(0);
  try {
    await workers.run(options.workers[0]!, options.inFlight);
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    return memoryOfRuns(subscriptions, [await renew(stage, workers, due, fits)]);
  } finally {
    await workers.stop();
  }
}
