import { parseArgs } from 'node:util';
import { type Money, parseMoney } from '../domain/money/money.js';
import { UsageError } from './merchant-arguments.js';
import type { SandboxOptions } from './sandbox/sandbox.js';

export const HELP = `Asks Ottu's sandbox what its documentation leaves open, and writes the answers down.

  npm run ask-ottu -- --url https://merchant.ottu.net --gateway credit-card --currency KWD
      [--api-key - | --basic -] [--customer ask-ottu-1] [--amount 1.000] [--out ottu-answers]

It makes sessions, charges a test card and refunds a part: in a sandbox, and nowhere else. The gateway has to be one of
the account's sandbox, and the host at ottu.net, named in OTTU_HOSTS, or this machine. The first time it gives the
address of a page on which to pay with a test card; run it again then. What takes days is asked by running it again with
the same --out, which makes two files: .md to read and .json for the next run.

Secrets: "-" and a line of standard input, or OTTU_API_KEY or OTTU_BASIC.`;

export type Command =
  { name: 'help' } | { name: 'ask'; url: string; out: string; options: SandboxOptions; secrets: Secrets };

export interface Secrets {
  'api-key'?: string;
  basic?: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function readCommand(args: string[], ottuHosts: readonly string[]): Command {
  const { help, url, gateway, currency, customer, amount, out, ...secrets } = parse(args);
  if (help) return { name: 'help' };
  const options = {
    pgCode: required(gateway, '--gateway, such as credit-card'),
    currency: required(currency, '--currency, such as KWD'),
    customer: customer ?? 'ask-ottu-1',
    amount: amount ?? '',
  };
  options.amount = amount ?? smallest(options.currency);
  checkAmount(options);
  return {
    name: 'ask',
    url: allowed(required(url, '--url'), ottuHosts),
    out: out ?? 'ottu-answers',
    options,
    secrets,
  };
}

/** Whoever may choose where a key goes may take it. */
function allowed(url: string, ottuHosts: readonly string[]): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || parsed.username || parsed.search || parsed.hash) {
    throw new UsageError('--url must look like https://merchant.ottu.net');
  }
  const { hostname, protocol } = parsed;
  if (LOOPBACK.has(hostname)) return url;
  if (protocol !== 'https:') throw new UsageError('--url must begin with https:');
  if (hostname.endsWith('.ottu.net') || ottuHosts.includes(hostname)) return url;
  throw new UsageError(
    `--url must be at ottu.net, or at a host that OTTU_HOSTS names; ${hostname} is neither`,
  );
}

function checkAmount({ amount, currency }: SandboxOptions): Money {
  try {
    return parseMoney(amount, currency);
  } catch {
    throw new UsageError('--amount and --currency must be of one kind, such as 1.000 and KWD');
  }
}

/** Of every currency enough to give a quarter of it back. */
function smallest(currency: string): string {
  try {
    parseMoney('1.000', currency);
    return '1.000';
  } catch {
    return ['1.00', '100'].find((amount) => isAmount(amount, currency)) ?? '1';
  }
}

function isAmount(amount: string, currency: string): boolean {
  try {
    return parseMoney(amount, currency).minor > 0n;
  } catch {
    return false;
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        url: text,
        gateway: text,
        currency: text,
        customer: text,
        amount: text,
        out: text,
        'api-key': text,
        basic: text,
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function required(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`Missing: ${what}`);
  return value;
}
