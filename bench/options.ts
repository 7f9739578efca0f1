import { parseArgs } from 'node:util';

export const SUITES = [
  'renewals',
  'claims',
  'webhooks',
  'memory',
  'takeover',
  'reads',
  'building',
  'imports',
  'reports',
] as const;
export type Suite = (typeof SUITES)[number];

export interface Options {
  subscriptions: number[];
  workers: number[];
  latencies: number[];
  /** Charges in flight, over all workers of a run. */
  inFlight: number;
  suites: ReadonlySet<Suite>;
  repeats: number;
  /** How long one measurement should take. */
  seconds: number;
  mostRenewals: number;
  webhookRates: number[];
  /** Of each file that is imported. */
  lines: number;
  /** Of a report file. */
  reportLines: number;
  quick: boolean;
  json: string | null;
  build: boolean;
  keep: boolean;
}

export const USAGE = `npm run bench -- [options]

  --quick                    10,000 subscriptions, short and few measurements: under three minutes
  --subscriptions <n,...>    in the database (10000,100000,1000000)
  --workers <n,...>          worker processes (1,2,4)
  --latency <ms,...>         of the gateway's answers (0,200)
  --in-flight <n>            charges in flight over all workers, also of the HTTP floor (1000)
  --only <suite,...>         some of ${SUITES.join(', ')}
  --repeats <n>              rounds of each comparison (3)
  --seconds <n>              that one measurement should take (8)
  --lines <n>                of each file that is imported (100000)
  --report-lines <n>         of the report file that is read (1000000)
  --json <file>              also writes every figure there
  --no-build                 uses dist/ as it is
  --keep                     leaves database and logs also when all is well`;

export class UsageError extends Error {}

export function readOptions(args: string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: flag,
        subscriptions: text,
        workers: text,
        latency: text,
        'in-flight': text,
        only: text,
        repeats: text,
        seconds: text,
        lines: text,
        'report-lines': text,
        json: text,
        'no-build': flag,
        keep: flag,
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return 'help';
  const quick = values.quick ?? false;
  const or = (value: string | undefined, full: string, short: string) => value ?? (quick ? short : full);
  const seconds = number('--seconds', or(values.seconds, '8', '3'), 1, 600);
  return {
    subscriptions: numbers(
      '--subscriptions',
      or(values.subscriptions, '10000,100000,1000000', '10000'),
      1_000,
      5e6,
    ),
    workers: numbers('--workers', or(values.workers, '1,2,4', '1,2'), 1, 16),
    latencies: numbers('--latency', or(values.latency, '0,200', '0,200'), 0, 10_000),
    inFlight: number('--in-flight', values['in-flight'] ?? '1000', 1, 2_000),
    suites: readSuites(values.only),
    repeats: number('--repeats', or(values.repeats, '3', '1'), 1, 100),
    seconds,
    mostRenewals: 10_000,
    webhookRates: [200, 1_000],
    reportLines: number('--report-lines', or(values['report-lines'], '1000000', '50000'), 1_000, 1e7),
    lines: number('--lines', or(values.lines, '100000', '5000'), 100, 1e6),
    quick,
    json: values.json ?? null,
    build: !values['no-build'],
    keep: values.keep ?? false,
  };
}

function numbers(name: string, list: string, least: number, most: number): number[] {
  // Ascending: the database only grows.
  return [...new Set(list.split(',').map((one) => number(name, one.trim(), least, most)))].sort(
    (a, b) => a - b,
  );
}

function number(name: string, value: string, least: number, most: number): number {
  const parsed = Number(value);
  if (Number.isInteger(parsed) && parsed >= least && parsed <= most) return parsed;
  throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not "${value}"`);
}

function readSuites(only: string | undefined): ReadonlySet<Suite> {
  if (only === undefined) return new Set(SUITES);
  const named = only.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !(SUITES as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows no ${unknown.join(', ')}; there are ${SUITES.join(', ')}`);
  return new Set(SUITES.filter((suite) => named.includes(suite)));
}
