import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { codeOf, EmbeddedPostgresError } from './errors.js';

const PATIENCE_MS = 180_000;

/**
 * Lets one engine at a time look for the server of a data directory and start it. The lock is the name of an
 * abstract socket: the kernel takes it back however the engine dies, which no lock file can promise. Elsewhere
 * than on Linux there are none, and PostgreSQL's own postmaster.pid has to do.
 */
export async function withStartLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return work();
  const { dev, ino } = await stat(dataDir);
  const lock = await acquire(`\0perennial-postgres-${dev}-${ino}`, dataDir);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function acquire(name: string, dataDir: string): Promise<Server> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await listen(name);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Another process has been starting the embedded PostgreSQL in ${dataDir} for ${PATIENCE_MS / 60_000} minutes; stop it first.`,
      );
    }
    await sleep(100);
  }
}

function listen(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen({ path: name, exclusive: true }, () => resolve(server));
  });
}
