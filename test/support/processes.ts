import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { waitFor } from './wait.js';

/** Zombies, which nobody in a bare container collects, do not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The processes that `pid` has started itself and that still run. */
export function childrenOf(pid: number): number[] {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return all.filter((one) => one.parent === pid && isRunning(one.pid)).map((one) => one.pid);
}

export async function gone(pid: number): Promise<void> {
  await waitFor(`process ${pid} to end`, () => !isRunning(pid), Boolean);
}

/** Asks a process of ours to end, and insists when it does not. */
export async function end(pid: number): Promise<void> {
  if (!isRunning(pid)) return;
  process.kill(pid, 'SIGTERM');
  const insist = setTimeout(() => isRunning(pid) && process.kill(pid, 'SIGKILL'), 20_000);
  await gone(pid).finally(() => clearTimeout(insist));
}

interface Process {
  pid: number;
  parent: number;
}

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name in brackets, which may contain anything: state, then the parent.
        const [, parent] = /\) \w (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))!;
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

function fromPs(): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid, parent]) => ({ pid: pid!, parent: parent! }));
}
