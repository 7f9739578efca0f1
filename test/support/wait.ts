import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 50;
/** Generous: a loaded machine with two cores must not fail a test that is right. */
export const PATIENCE_MS = 60_000;

/** Asks until `done` says so, and tells what was seen last when that takes too long. */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  done: (value: T) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > end) {
      throw new Error(`Waited ${patienceMs / 1000} s for ${what}; last seen: ${JSON.stringify(value)}`);
    }
    await sleep(EVERY_MS);
  }
}
