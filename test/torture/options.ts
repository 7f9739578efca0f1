import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** What may go wrong; `--faults` chooses. */
export const FAULT_GROUPS = [
  'answers',
  'silence',
  'declines',
  'webhooks',
  'kills',
  'pauses',
  'database',
  'commits',
] as const;
export type FaultGroup = (typeof FAULT_GROUPS)[number];

export interface Options {
  kills: number | null;
  minutes: number | null;
  workers: number;
  lifeMs: number;
  tickMs: number;
  subscriptions: number;
  merchants: number;
  seed: string;
  waitScale: number;
  faults: ReadonlySet<FaultGroup>;
  build: boolean;
  keep: boolean;
}

export const USAGE = `npm run torture -- [options]
  --kills <n>            until so many processes were killed (150), or
  --minutes <n>          for so long
  --ci                   what CI runs: 150 kills, dense, with little else (see docs/torture.md); others may follow
  --workers <n>          worker processes (3)
  --life <ms>            of a worker that is ready, on average (1500)
  --tick <ms>            TICK_MS of the engine (100)
  --subscriptions <n>    kept alive, over all merchants (90)
  --merchants <n>        each with its own simulator and test clock (3)
  --seed <text>          repeats the decisions of a run; chosen anew when absent
  --faults <mix>         all, none, or some of: ${FAULT_GROUPS.join(',')}; with a minus all but these: -pauses
  --wait-scale <x>       WAIT_SCALE of the engine (0.06): leases of 11 s, a charge's patience of 4.5 s
  --no-build             uses dist/ as it is
  --keep                 leaves database and logs also when all is well`;

/** A storm that fits into CI: processes are born and die without a break, and only what they need goes on beside. */
const CI: Record<string, string> = {
  workers: '3',
  life: '500',
  tick: '400',
  subscriptions: '18',
  merchants: '2',
  'wait-scale': '0.1',
};
const USUAL: Record<string, string> = {
  workers: '3',
  life: '1500',
  tick: '100',
  subscriptions: '90',
  merchants: '3',
  'wait-scale': '0.06',
};

export class UsageError extends Error {}

export function readOptions(args: string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      ci: { type: 'boolean' },
      kills: text,
      minutes: text,
      workers: text,
      life: text,
      tick: text,
      subscriptions: text,
      merchants: text,
      seed: text,
      faults: text,
      'wait-scale': text,
      'no-build': { type: 'boolean' },
      keep: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  const chosen: Record<string, string> = { ...USUAL, ...(values.ci && CI), ...onlyTexts(values) };
  const minutes = values.minutes === undefined ? null : number('--minutes', values.minutes, 0.1, 10_000);
  const kills =
    values.kills === undefined ? (minutes === null ? 150 : null) : number('--kills', values.kills, 0, 1e6);
  return {
    kills,
    minutes,
    workers: number('--workers', chosen.workers!, 1, 32),
    lifeMs: number('--life', chosen.life!, 50, 600_000),
    tickMs: number('--tick', chosen.tick!, 50, 10_000),
    subscriptions: number('--subscriptions', chosen.subscriptions!, 1, 100_000),
    merchants: number('--merchants', chosen.merchants!, 1, 20),
    seed: values.seed ?? String(randomInt(1e9)),
    waitScale: number('--wait-scale', chosen['wait-scale']!, 0.001, 1),
    faults: readFaults(values.faults ?? 'all'),
    build: !values['no-build'],
    keep: values.keep ?? false,
  };
}

function onlyTexts(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));
}

function number(name: string, value: string, least: number, most: number): number {
  const parsed = Number(value);
  if (parsed >= least && parsed <= most) return parsed;
  throw new UsageError(`${name} must be a number from ${least} to ${most}, not "${value}"`);
}

function readFaults(mix: string): ReadonlySet<FaultGroup> {
  if (mix === 'all') return new Set(FAULT_GROUPS);
  if (mix === 'none') return new Set();
  const without = mix.startsWith('-');
  const named = (without ? mix.slice(1) : mix).split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !(FAULT_GROUPS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--faults knows no ${unknown.join(', ')}; there are ${FAULT_GROUPS.join(', ')}`);
  return new Set(FAULT_GROUPS.filter((group) => named.includes(group) !== without));
}
