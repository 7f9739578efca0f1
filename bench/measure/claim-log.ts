import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Claims are told from all other statements by what makes them claims. */
const CLAIM = /\bSKIP LOCKED\b/;
/** The first table is the one that is claimed from; those behind it only say which rows. */
const FIRST_FROM = /\bFROM\s+"?(\w+)/;
export type Claimed = 'subscriptions' | 'charges';

const ENTRY =
  /^\d{4}-\d\d-\d\d \S+ \S+ \[(\d+)\] LOG: {2}duration: ([\d.]+) ms(?: {2}(parse|bind|execute|statement)\b[^:]*: ([\s\S]*))?/;

/**
 * How long each claim took inside the server, in milliseconds, from a log in which it wrote the duration of
 * every statement. So what is measured is the engine's own query, whatever it is, as the engine ran it; a
 * driver sends it in up to three steps, of which each has a line.
 */
export function claimsIn(log: string): Record<Claimed, number[]> {
  const found: Record<Claimed, number[]> = { subscriptions: [], charges: [] };
  const soFar = new Map<string, number>();
  for (const entry of log.split(/\n(?=\d{4}-\d\d-\d\d )/)) {
    const [, pid, ms, step, sql] = ENTRY.exec(entry) ?? [];
    if (pid === undefined || step === undefined) continue;
    const total = (step === 'parse' ? 0 : (soFar.get(pid) ?? 0)) + Number(ms);
    if (step === 'parse' || step === 'bind') {
      soFar.set(pid, total);
      continue;
    }
    soFar.delete(pid);
    if (!CLAIM.test(sql!)) continue;
    const table = FIRST_FROM.exec(sql!)?.[1];
    if (table === 'subscriptions' || table === 'charges') found[table].push(total);
  }
  return found;
}

/** What was written to a file after it had a certain size. */
export function readFrom(file: string, offset: number): string {
  const length = sizeOf(file) - offset;
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    let done = 0;
    while (done < length) {
      const read = readSync(descriptor, bytes, done, length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return bytes.toString('utf8', 0, done);
  } finally {
    closeSync(descriptor);
  }
}

export function sizeOf(file: string): number {
  return statSync(file).size;
}
