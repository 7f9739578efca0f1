import { setTimeout as sleep } from 'node:timers/promises';

import { end, Engines, isRunning, postmasterOf, query } from './engines.js';

describe('two engines on the same data', () => {
  const engines = new Engines();
  beforeAll(() => engines.prepare());
  afterAll(() => engines.cleanUp());

  it('share one server, which the last to leave stops', async () => {
    const dataDir = await engines.directory();
    const first = await engines.start(dataDir);
    const second = await engines.start(dataDir);
    expect(second).toMatchObject({ attached: true, url: first.url });
    const postmaster = await postmasterOf(dataDir);

    await end(first.process, 'SIGTERM');
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await postmasterOf(dataDir)).toBe(postmaster);
    await end(second.process, 'SIGTERM');
    expect(isRunning(postmaster!)).toBe(false);
  });

  it('may start at the same moment, on data that is yet to be made', async () => {
    const dataDir = await engines.directory();
    const all = await Promise.all([1, 2, 3].map(() => engines.start(dataDir)));
    expect(all.filter((engine) => !engine.attached)).toHaveLength(1);
    expect(new Set(all.map((engine) => engine.url)).size).toBe(1);
    await Promise.all(all.map((engine) => end(engine.process, 'SIGTERM')));
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  it('do not lose the server when the one that started it is killed', async () => {
    const dataDir = await engines.directory();
    const first = await engines.start(dataDir);
    const second = await engines.start(dataDir);
    await end(first.process, 'SIGKILL');
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const postmaster = await postmasterOf(dataDir);
    await end(second.process, 'SIGTERM');
    expect(isRunning(postmaster!)).toBe(false);
  });

  it('never meet half-way, one stopping the server that the other has just joined', async () => {
    const dataDir = await engines.directory();
    let current = await engines.start(dataDir);
    for (const pause of [0, 10, 25, 50, 90]) {
      const leaving = end(current.process, 'SIGTERM');
      // A different moment of the stop each time.
      await sleep(pause);
      const next = await engines.start(dataDir);
      await leaving;
      await sleep(100);
      expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      current = next;
    }
    await end(current.process, 'SIGTERM');
  });
});
