import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second towards programs, whatever its own clock. */
const TICK_MS = 10;

export interface ProcessTimes {
  parent: number;
  /** Of the process itself, all of its threads. */
  ownMs: number;
  /** Of its children that ended and were waited for, and theirs. */
  reapedMs: number;
}

/** @throws when the line is not that of /proc/<pid>/stat */
export function parseStat(line: string): ProcessTimes {
  // The name may contain blanks and brackets; the numbers begin behind the last bracket.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [, parent] = fields;
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  const times = {
    parent: Number(parent),
    ownMs: (user! + system!) * TICK_MS,
    reapedMs: (childUser! + childSystem!) * TICK_MS,
  };
  if (Object.values(times).some(Number.isNaN)) throw new Error(`Not a line of /proc/<pid>/stat: ${line}`);
  return times;
}

export function cpuMsOf(pid: number): number {
  return timesOf(pid)?.ownMs ?? 0;
}

/**
 * A server with a process for each connection, such as PostgreSQL: itself, its children, and those that
 * ended meanwhile. The difference of two readings is right although backends came and went between them.
 */
export function cpuMsOfFamily(pid: number): number {
  const head = timesOf(pid);
  if (!head) return 0;
  return childrenTimes(pid).reduce((sum, child) => sum + child.ownMs, head.ownMs + head.reapedMs);
}

/** Resident memory now, and the most there ever was, in MB. */
export function memoryOf(pid: number): { mb: number; peakMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN) / 1024;
  return { mb: read('VmRSS'), peakMb: read('VmHWM') };
}

function childrenTimes(pid: number): ProcessTimes[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => timesOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
}

/** Undefined for a process that is gone. */
function timesOf(pid: number): ProcessTimes | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  return parseStat(line);
}
