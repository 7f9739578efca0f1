/**
 * A worker ends when jest is done with it, or gone: whatever a failed test left running in it (an interval, a server,
 * an engine) would otherwise keep it alive for ever, and CI waiting for it.
 */
const WITHIN_MS = 10_000;

const closers = new Set<() => Promise<void>>();

/** Called once by whoever keeps something open from one test file to the next. */
export function atTheEnd(close: () => Promise<void>): void {
  closers.add(close);
}

async function closeAll(): Promise<void> {
  await Promise.allSettled([...closers].map((close) => close()));
}

/** Where runner.mjs finds it when it runs the tests in jest's own process. */
Object.assign(globalThis, { perennialCloseAll: closeAll });

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), WITHIN_MS);
  void closeAll().then(() => process.exit(0));
});
