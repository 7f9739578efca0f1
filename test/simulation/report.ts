import type { SeedDone } from './seed-process.js';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line a seed, and all there is to see where something was violated. */
export function tellSeed(result: SeedDone): void {
  const { seed, digest, steps, subscriptionYears, charges, payments, faults, violation, swarm } = result;
  const struck = faults.reduce((sum, [, count]) => sum + count, 0);
  say(
    `seed ${seed}: log ${digest}, ${steps} steps, ${subscriptionYears.toFixed(1)} subscription-years, ${charges} charges, ${payments} paid, ${struck} faults${violation === null ? '' : ', VIOLATION'}`,
  );
  if (violation === null) return;
  say(
    `  The world: ${swarm.workers} workers, ${swarm.subscriptions} subscriptions, cards ${swarm.cards.join(' ')}`,
  );
  for (const line of result.tail) say(`  ${line}`);
  say(`  VIOLATION at step ${result.violatedAt}: ${violation.replaceAll('\n', '\n  ')}`);
  say(`  To see it again: npm run simulate -- --seed ${seed}, with the same --years and --subscriptions`);
}

/** True when nothing was violated and the seeds lived twice were the same both times. */
export function tellAll(results: readonly SeedDone[], beganAt: number): boolean {
  const sum = (of: (result: SeedDone) => number) => results.reduce((total, result) => total + of(result), 0);
  const minutes = (Date.now() - beganAt) / 60_000;
  const years = sum(({ subscriptionYears }) => subscriptionYears);
  const violated = results.filter(({ violation }) => violation !== null);
  const torn = seedsThatDiffer(results);
  say('');
  say(
    `Subscription-years  ${years.toFixed(1)} in ${minutes.toFixed(2)} min: ${(years / minutes).toFixed(0)} a minute`,
  );
  say(
    `Charges             ${sum(({ charges }) => charges)}, of which ${sum(({ payments }) => payments)} moved money`,
  );
  say(`Steps               ${sum(({ steps }) => steps)}`);
  say('Faults');
  for (const [name, count] of faultsOf(results)) say(`  ${String(count).padStart(7)}  ${name}`);
  for (const seed of torn) say(`NOT THE SAME TWICE: seed ${seed} has two event logs`);
  say(
    `Violations          ${violated.length}${violated.length === 0 ? '' : `: seeds ${violated.map(({ seed }) => seed).join(', ')}`}`,
  );
  return violated.length === 0 && torn.length === 0;
}

function seedsThatDiffer(results: readonly SeedDone[]): number[] {
  const digests = new Map<number, Set<string>>();
  for (const { seed, digest } of results) digests.set(seed, (digests.get(seed) ?? new Set()).add(digest));
  return [...digests].filter(([, logs]) => logs.size > 1).map(([seed]) => seed);
}

function faultsOf(results: readonly SeedDone[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [name, count] of results.flatMap(({ faults }) => faults)) {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
