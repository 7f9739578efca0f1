import { createRunner } from 'jest-light-runner';

/** Longer than a worker gives itself in end-with-jest.ts. */
const WITHIN_MS = 15_000;

// scripts/test.mjs is gone, killed: nobody waits for what we find out.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

/** Sees to it that every worker has closed what it kept, and has ended, before jest goes on to its teardown. */
export default class Runner extends createRunner({ runtime: 'child_process' }) {
  pools = new Set();

  async runTests(...parts) {
    try {
      await super.runTests(...parts);
    } finally {
      await globalThis.perennialCloseAll?.();
      await Promise.all(this.workers().map(ended));
      // end-with-jest.ts listens to it in this process, if the tests ran here.
      process.channel?.unref();
    }
  }

  _runTest(test) {
    const known = this._testRunners.has(test.context.config);
    const result = super._runTest(test);
    for (const { pool } of this._testRunners.values()) this.pools.add(pool);
    if (!known && this._runtime === 'child_process') this.answerEachAlone(test.context.config);
    return result;
  }

  /**
   * LightRunner has one channel for all workers of a project and answers the first that asks for its settings to all of
   * them, once. One that has not come to asking by then misses that answer and never gets another: its file hung for
   * ever, and the run with it. So every worker gets a channel of its own.
   */
  answerEachAlone(projectConfig) {
    const runner = this._testRunners.get(projectConfig);
    const workerData = { globalConfig: this._globalConfig, projectConfig, runtime: this._runtime };
    runner.run = (test) => runner.pool.run(test.path, { channel: channelWith(workerData) });
  }

  workers() {
    return [...this.pools].flatMap((pool) => (pool.threads ?? []).map((worker) => worker.process));
  }
}

function channelWith(workerData) {
  let answer = () => undefined;
  return {
    onMessage: (listener) => (answer = listener),
    postMessage: (message) => {
      if (message === 'jest-light-runner-get-worker-data')
        answer({ type: 'jest-light-runner-worker-data', workerData });
    },
  };
}

async function ended(worker) {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  // The pool takes every end for a crash.
  worker.removeAllListeners('exit');
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  if (worker.connected) worker.disconnect();
  const insist = setTimeout(() => {
    console.error(`The test worker ${worker.pid} did not end within ${WITHIN_MS / 1000} s and was killed.`);
    // LightRunner has put something else in its place.
    process.kill(worker.pid, 'SIGKILL');
  }, WITHIN_MS);
  await exit;
  clearTimeout(insist);
}
