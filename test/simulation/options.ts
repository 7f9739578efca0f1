import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { FAULT_CLASSES, type FaultClass } from './swarm.js';

export interface Options {
  seeds: number[];
  years: number;
  subscriptions: number;
  jobs: number;
  faults?: FaultClass[];
  logFile?: string;
}

export const USAGE = `npm run simulate -- [options]
  --seeds <n>          so many seeds, from 1 on (10)
  --seed <n>           this one only, twice: the two event logs must be equal
  --from <n>           the first of the seeds (1)
  --years <n>          of trouble in each seed (4)
  --subscriptions <n>  in each seed, about (150); a twelfth of it where periods are short
  --faults <list>      only these, at full strength, or none; by default each seed draws its own:
                       ${FAULT_CLASSES.join(', ')}
  --jobs <n>           seeds at once, each in a process of its own (one a core)
  --log <file>         the event log of --seed`;

export class UsageError extends Error {}

export function readOptions(args: string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      seeds: text,
      seed: text,
      from: text,
      years: text,
      subscriptions: text,
      jobs: text,
      faults: text,
      log: text,
    },
  });
  if (values.help) return 'help';
  const first = whole('--from', values.from ?? '1', 0, 1e9);
  const count = whole('--seeds', values.seeds ?? '10', 1, 100_000);
  return {
    seeds:
      values.seed === undefined
        ? Array.from({ length: count }, (_, i) => first + i)
        : [whole('--seed', values.seed, 0, 2e9)],
    years: number('--years', values.years ?? '4', 0.05, 30),
    subscriptions: whole('--subscriptions', values.subscriptions ?? '150', 1, 5_000),
    jobs: whole('--jobs', values.jobs ?? String(availableParallelism()), 1, 64),
    faults: values.faults === undefined ? undefined : faultsOf(values.faults),
    logFile: values.log,
  };
}

function faultsOf(list: string): FaultClass[] {
  if (list === 'none') return [];
  return list.split(',').map((name) => {
    const known = FAULT_CLASSES.find((fault) => fault === name.trim());
    if (known) return known;
    throw new UsageError(`--faults knows no "${name}"; there are ${FAULT_CLASSES.join(', ')}`);
  });
}

function whole(name: string, value: string, least: number, most: number): number {
  const parsed = number(name, value, least, most);
  if (Number.isInteger(parsed)) return parsed;
  throw new UsageError(`${name} must be a whole number, not "${value}"`);
}

function number(name: string, value: string, least: number, most: number): number {
  const parsed = Number(value);
  if (value.trim() !== '' && parsed >= least && parsed <= most) return parsed;
  throw new UsageError(`${name} must be a number from ${least} to ${most}, not "${value}"`);
}
