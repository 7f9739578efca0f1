import type { Cluster } from './cluster.js';
import type { Differences } from '../support/compare-books.js';
import type { Options } from './options.js';
import type { Damage } from './tally.js';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Volume {
  subscriptions: bigint;
  invoices: bigint;
  renewals: bigint;
  attempts: string;
  settled: string;
  surplus: bigint;
  refunds: string;
  cards: bigint;
}

export async function volumeOf(cluster: Cluster): Promise<Volume> {
  const [row] = await cluster.query<Volume>(
    `SELECT (SELECT count(*) FROM subscriptions) AS subscriptions, (SELECT count(*) FROM invoices) AS invoices,
       (SELECT count(*) FROM invoices WHERE status = 'paid' AND period_index > 0) AS renewals,
       (SELECT count(*) FROM attempts WHERE surplus) AS surplus,
       (SELECT coalesce(string_agg(status || ' ' || n, ', ' ORDER BY n DESC), 'none')
          FROM (SELECT status, count(*) AS n FROM refunds GROUP BY 1) r) AS refunds,
       (SELECT count(*) FROM card_setups WHERE status = 'completed') AS cards,
       (SELECT string_agg(status || ' ' || n, ', ' ORDER BY n DESC)
          FROM (SELECT status, count(*) AS n FROM attempts GROUP BY 1) a) AS attempts,
       (SELECT string_agg(settled_by || ' ' || n, ', ' ORDER BY n DESC)
          FROM (SELECT settled_by, count(*) AS n FROM attempts WHERE status = 'succeeded' GROUP BY 1) s) AS settled`,
  );
  return row!;
}

export function tellDamage(damage: Damage): void {
  say(`Killed            ${damage.kills.total}: ${damage.kills.toString()}`);
  say(
    `In their hands    ${damage.inHand.total} charges, of ${damage.killsInWork.total} workers: ${damage.killsInWork.toString()}`,
  );
  say(`Paused            ${damage.pauses.total}: ${damage.pauses.toString()}`);
  say(`Database          ${damage.database.toString()}`);
  say(`Answers to COMMIT ${damage.commits.total} cut: ${damage.commits.toString()}`);
  say(`Platform          ${damage.faults.total} faults: ${damage.faults.toString()}`);
  if (damage.foiled.total > 0) say(`Foiled by another ${damage.foiled.toString()}`);
}

export function tellVolume(volume: Volume, days: number): void {
  say(`Time              ${days.toFixed(1)} days on the merchants' clocks`);
  say(
    `Invoices          ${volume.invoices} of ${volume.subscriptions} subscriptions; ${volume.renewals} renewals paid`,
  );
  say(`Attempts          ${volume.attempts}`);
  say(`Successes told by ${volume.settled}; ${volume.surplus} surplus`);
  say(`Refunds           ${volume.refunds}; ${volume.cards} cards changed`);
}

/** True when the books are what happened. */
export function tellDifferences(differences: Differences): boolean {
  const { doubles, lost, ghosts, stuck, ledger } = differences;
  say(
    `Double ${doubles.length}, lost ${lost.length}, ghosts ${ghosts.length}, stuck ${stuck.length}, ledger ${ledger.length}`,
  );
  for (const [name, items] of Object.entries(differences)) {
    for (const item of (items as string[]).slice(0, 10)) say(`  ${name}: ${item}`);
  }
  return Object.values(differences).every((items) => (items as string[]).length === 0);
}

export function tellHowToLook(directory: string, options: Options): void {
  say('');
  say(
    `Database, logs and the build lie in ${directory}. To look at the books (this starts their PostgreSQL):`,
  );
  say(`  DATA_DIR=${directory}/cluster npm run verify`);
  say(`To run it again: npm run torture -- --seed ${options.seed} and the same options.`);
}
