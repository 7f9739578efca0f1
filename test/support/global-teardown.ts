import type { ChildProcess } from 'node:child_process';

const holder = globalThis as typeof globalThis & { perennialTestServer?: ChildProcess };

/** The server process stops by itself when its input ends; we wait, so that nothing outlives `npm test`. */
export default async function globalTeardown(): Promise<void> {
  const child = holder.perennialTestServer;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await exited;
}
