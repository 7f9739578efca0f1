import { spawn } from 'node:child_process';
import { chown, cp, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { end, Engines, isRunning, postmasterOf, query } from './engines.js';

describe('after a kill -9, the embedded PostgreSQL', () => {
  const engines = new Engines();
  beforeAll(() => engines.prepare());
  afterAll(() => engines.cleanUp());

  it('is found running by the next engine, which stops it in the end', async () => {
    const dataDir = await engines.directory();
    const killed = await engines.start(dataDir);
    await query(killed.url, 'CREATE TABLE kept (id integer)');
    const postmaster = await postmasterOf(dataDir);
    await end(killed.process, 'SIGKILL');
    await sleep(500);
    expect(isRunning(postmaster!)).toBe(true);

    const next = await engines.start(dataDir);
    expect(next).toMatchObject({ attached: true, url: killed.url });
    expect(await postmasterOf(dataDir)).toBe(postmaster);
    await query(next.url, 'SELECT * FROM kept');
    await end(next.process, 'SIGTERM');
    expect(isRunning(postmaster!)).toBe(false);
  });

  it('recovers what was committed when it was killed along with the engine', async () => {
    const dataDir = await engines.directory();
    const killed = await engines.start(dataDir);
    await query(killed.url, "CREATE TABLE kept AS SELECT 'committed' AS it");
    const postmaster = await postmasterOf(dataDir);
    process.kill(postmaster!, 'SIGKILL');
    await end(killed.process, 'SIGKILL');
    expect(await postmasterOf(dataDir)).toBe(postmaster);

    const next = await engines.start(dataDir);
    expect(next.attached).toBe(false);
    expect(await query(next.url, 'SELECT it FROM kept')).toEqual([{ it: 'committed' }]);
    await end(next.process, 'SIGTERM');
  });

  it('starts when its old process id has gone to another process of the same user', async () => {
    const dataDir = await engines.directory();
    const killed = await engines.start(dataDir);
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const written = await readFile(file, 'utf8');
    await end(killed.process, 'SIGTERM');
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    const stranger = spawn('/bin/sleep', ['60'], { uid, gid, cwd: '/' });
    try {
      await writeFile(file, written.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
      await chown(file, uid, gid);
      const next = await engines.start(dataDir);
      expect(next.attached).toBe(false);
      await query(next.url, 'SELECT 1');
      await end(next.process, 'SIGTERM');
      expect(isRunning(stranger.pid!)).toBe(true);
    } finally {
      await end(stranger, 'SIGKILL');
    }
  });

  it('begins again when its first start was cut off half-way', async () => {
    const dataDir = await engines.directory();
    const killed = engines.spawn(dataDir);
    const unfinished = await appears(dataDir, 'postgres.unfinished-');
    await appears(unfinished, 'data');
    await end(killed, 'SIGKILL');
    await expect(stat(join(dataDir, 'postgres'))).rejects.toThrow('ENOENT');

    const next = await engines.start(dataDir);
    await query(next.url, 'SELECT 1');
    await end(next.process, 'SIGTERM');
    // The remains go once it is certain that nobody works on them any more.
    await utimes(unfinished, new Date(0), new Date(0));
    const later = await engines.start(dataDir);
    await expect(stat(unfinished)).rejects.toThrow('ENOENT');
    await end(later.process, 'SIGTERM');
  });

  it('does not take the running server of the original for that of a copied directory', async () => {
    const original = await engines.directory();
    const running = await engines.start(original);
    await query(running.url, 'CHECKPOINT');
    const copy = join(await engines.directory(), 'copy');
    await cp(original, copy, { recursive: true, preserveTimestamps: true });
    const other = await engines.start(copy);
    expect(other.attached).toBe(false);
    expect(other.port).not.toBe(running.port);
    await end(other.process, 'SIGTERM');
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await end(running.process, 'SIGTERM');
  });
});

async function appears(dir: string, prefix: string): Promise<string> {
  for (;;) {
    const found = (await readdir(dir)).find((name) => name.startsWith(prefix));
    if (found !== undefined) return join(dir, found);
    await sleep(2);
  }
}
