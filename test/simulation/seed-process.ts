/** Lives one seed after the other, as its parent tells it to; `npm run simulate` runs one of these a core. */
import { type SeedOptions, type SeedResult, Simulation } from './simulation.js';

export interface SeedDone extends Omit<SeedResult, 'faults'> {
  faults: [string, number][];
}

// Nobody waits for it any more.
process.on('disconnect', () => process.exit(1));

process.on('message', (options: SeedOptions) => {
  void new Simulation(options).run().then(
    (result) => process.send!({ ...result, faults: [...result.faults] } satisfies SeedDone),
    (error: Error) => {
      process.stderr.write(`seed ${options.seed}: ${error.stack}\n`);
      process.exit(2);
    },
  );
});
