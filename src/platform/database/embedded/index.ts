import { join, resolve } from 'node:path';

import { prepareDataDir } from '../../config/data-dir.js';
import { prepareBinaries } from './binaries.js';
import { findOrStart, type Running } from './cluster.js';
import { explain } from './errors.js';
import { ensureCluster, type Place } from './initdb.js';
import type { Lease } from './lease.js';
import { rememberPort } from './port.js';
import { shutDown } from './postmaster.js';
import { withStartLock } from './start-lock.js';
import { chooseIdentity } from './unprivileged.js';

export { EmbeddedPostgresError } from './errors.js';

export interface EmbeddedPostgresOptions {
  /** The data goes to `<dataDir>/postgres`, the server's log to `<dataDir>/postgres.log`. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** False for tests: much faster, and a crash of the machine may destroy the data. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Of the database `perennial`, with its password: never log it. */
  readonly url: string;
  readonly port: number;
  /** Whether the server was running already: another engine uses it, or one was killed. */
  readonly attached: boolean;
  /** Lets go of the server; the last engine to do so stops it. */
  readonly stop: () => Promise<void>;
}

/**
 * Brings up the PostgreSQL that comes with the engine, or joins it when it runs. Throws
 * {@link EmbeddedPostgresError} with one line for the user.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const clusterDir = join(dataDir, 'postgres');
  try {
    await prepareDataDir(dataDir);
    return await withStartLock(dataDir, async () => {
      const identity = await chooseIdentity(dataDir, clusterDir);
      const binaries = await prepareBinaries(dataDir, identity);
      const place: Place = { dataDir, clusterDir, identity, binaries, durable: options.durable ?? true };
      const password = await ensureCluster(place);
      return handOver(place, await findOrStart(place, password), options.log);
    });
  } catch (error) {
    throw explain(error, dataDir);
  }
}

async function handOver(
  place: Place,
  running: Running,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const { clusterDir, binaries } = place;
  const { lease, port, pid, attached } = running;
  const stopIt = once(() => stop(lease, () => shutDown(clusterDir, pid), log));
  try {
    await rememberPort(place, port);
    const url = await lease.ensureDatabase();
    const how = attached ? 'was running already' : 'started';
    log(`Embedded PostgreSQL ${binaries.major} ${how} on port ${port}, data in ${clusterDir}`);
    return { url, port, attached, stop: stopIt };
  } catch (error) {
    // The caller never learns of this server, so nobody else would stop it.
    await stopIt();
    throw error;
  }
}

async function stop(lease: Lease, end: () => Promise<void>, log: (line: string) => void): Promise<void> {
  if (!(await lease.release())) {
    log('Embedded PostgreSQL left running: another engine uses it');
    return;
  }
  await end();
  await lease.end();
  log('Embedded PostgreSQL stopped');
}

/** SIGINT and SIGTERM may both arrive; the second must wait for the same stop. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= work());
}
