import type { Chance } from '../support/chance.js';
import type { FaultClass } from './swarm.js';
import type { Troubles } from './troubles.js';

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What the network or the platform's front does to one call. */
export type WireFault =
  /** Nothing left the machine. */
  | { kind: 'unsent' }
  | { kind: 'dropped' }
  | { kind: 'silent' }
  | { kind: 'answered'; change: (answer: WireAnswer) => WireAnswer };

interface Kind {
  name: string;
  fault: FaultClass;
  most: number;
  /** Before: the platform never sees the call. After: it has done what it was asked to. */
  when: 'at start' | 'before' | 'after';
  /** Every call when absent. */
  only?: RegExp;
  make: (chance: Chance) => WireFault;
}

const CHARGE = /auto-debit/;

/**
 * Everything that can happen to a call between the engine and the platform. Left out is only a platform that
 * says "paid" of a session that is not: against a liar there is no protocol.
 */
const KINDS: readonly Kind[] = [
  { name: 'not sent', fault: 'unsent', most: 0.05, when: 'at start', make: () => ({ kind: 'unsent' }) },
  {
    name: 'dropped before the effect',
    fault: 'drops',
    most: 0.06,
    when: 'before',
    make: () => ({ kind: 'dropped' }),
  },
  {
    name: 'dropped after the effect',
    fault: 'drops',
    most: 0.1,
    when: 'after',
    make: () => ({ kind: 'dropped' }),
  },
  {
    name: 'silent before the effect',
    fault: 'hangs',
    most: 0.03,
    when: 'before',
    make: () => ({ kind: 'silent' }),
  },
  {
    name: 'silent after the effect',
    fault: 'hangs',
    most: 0.06,
    when: 'after',
    make: () => ({ kind: 'silent' }),
  },
  {
    name: '5xx before the effect',
    fault: 'server errors',
    most: 0.05,
    when: 'before',
    make: (c) => answered(fiveHundred(c)),
  },
  {
    name: '5xx after the effect',
    fault: 'server errors',
    most: 0.1,
    when: 'after',
    make: (c) => answered(fiveHundred(c)),
  },
  {
    name: '4xx before the effect',
    fault: 'refusals',
    most: 0.02,
    when: 'before',
    only: CHARGE,
    make: (c) => answered(fourHundred(c)),
  },
  {
    name: '4xx or redirect after the effect',
    fault: 'refusals',
    most: 0.06,
    when: 'after',
    only: CHARGE,
    make: (c) => answered(c.pick([302, 307, fourHundred(c)])),
  },
  { name: '429', fault: 'throttling', most: 0.05, when: 'before', make: (c) => throttled(c.whole(1, 900)) },
  {
    name: '429 after the effect',
    fault: 'throttling',
    most: 0.02,
    when: 'after',
    only: CHARGE,
    make: (c) => throttled(c.whole(1, 900)),
  },
  {
    name: '401 or 403',
    fault: 'credentials',
    most: 0.004,
    when: 'before',
    make: (c) => answered(c.pick([401, 403])),
  },
  {
    name: 'half a body',
    fault: 'garbage',
    most: 0.06,
    when: 'after',
    make: () => changed((body) => body.subarray(0, body.length / 2)),
  },
  {
    name: 'HTML for JSON',
    fault: 'garbage',
    most: 0.04,
    when: 'after',
    make: () => changed(() => Buffer.from('<html><body>Welcome</body></html>')),
  },
  {
    name: 'too large a body',
    fault: 'garbage',
    most: 0.002,
    when: 'after',
    make: () => changed(() => Buffer.alloc(1_100_000, ' ')),
  },
  {
    name: 'wrong echo of a charge',
    fault: 'wrong echo',
    most: 0.08,
    when: 'after',
    only: CHARGE,
    make: (c) => misquoted(c),
  },
  { name: 'wrong echo', fault: 'wrong echo', most: 0.004, when: 'after', make: (c) => misquoted(c) },
];

/** The first fault that strikes the call at this point of its way. */
export function faultOf(
  when: Kind['when'],
  path: string,
  troubles: Troubles,
  chance: Chance,
): WireFault | null {
  for (const kind of KINDS) {
    if (kind.when !== when || (kind.only && !kind.only.test(path))) continue;
    if (!troubles.strikes(kind.fault, kind.most)) continue;
    troubles.count(kind.name);
    return kind.make(chance);
  }
  return null;
}

function answered(status: number): WireFault {
  const body = Buffer.from(JSON.stringify({ detail: `The platform answers ${status}.` }));
  const headers = { 'content-type': 'application/json', ...(status < 400 && { location: '/elsewhere/' }) };
  return { kind: 'answered', change: () => ({ status, headers, body }) };
}

function throttled(seconds: number): WireFault {
  const headers = { 'content-type': 'application/json', 'retry-after': String(seconds) };
  const body = Buffer.from('{"detail":"Request was throttled."}');
  return { kind: 'answered', change: () => ({ status: 429, headers, body }) };
}

function changed(body: (given: Buffer) => Buffer): WireFault {
  return { kind: 'answered', change: (answer) => ({ ...answer, body: body(answer.body) }) };
}

function misquoted(chance: Chance): WireFault {
  const field = chance.pick(['amount', 'order_no', 'session_id', 'currency_code']);
  return changed((body) => {
    const text = body.toString();
    return Buffer.from(
      text.replace(new RegExp(`("${field}":\\s*"?)([^",}]+)`), (_all, name: string) => `${name}7`),
    );
  });
}

function fiveHundred(chance: Chance): number {
  return chance.pick([500, 502, 503, 504]);
}

function fourHundred(chance: Chance): number {
  return chance.pick([400, 404, 409, 422]);
}
