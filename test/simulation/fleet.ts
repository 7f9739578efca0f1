import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeedDone } from './seed-process.js';
import type { SeedOptions } from './simulation.js';

const PROGRAM = fileURLToPath(new URL('./seed-process.ts', import.meta.url));

/** Several seeds at once, each in a process of its own: one seed has only one thing happen at a time. */
export async function runSeeds(
  todo: readonly SeedOptions[],
  jobs: number,
  told: (result: SeedDone) => void,
): Promise<void> {
  const queue = [...todo];
  const children = Array.from({ length: Math.min(jobs, queue.length) }, () =>
    // The loader of the sources comes along in execArgv.
    fork(PROGRAM, { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  try {
    await Promise.all(
      children.map(async (child) => {
        for (let next = queue.shift(); next; next = queue.shift()) told(await runIn(child, next));
      }),
    );
  } finally {
    for (const child of children) child.kill();
  }
}

function runIn(child: ChildProcess, options: SeedOptions): Promise<SeedDone> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`The process of seed ${options.seed} ended with ${code ?? 'a signal'}`));
    child.once('exit', ended);
    child.once('message', (result: SeedDone) => {
      child.off('exit', ended);
      resolve(result);
    });
    child.send(options);
  });
}
