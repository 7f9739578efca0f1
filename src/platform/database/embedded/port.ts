import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { writeOwnFile } from './files.js';
import { ownerOfSecrets, type Place } from './initdb.js';

const FILE = 'perennial.port';
export const LOOPBACK = '127.0.0.1';

/**
 * The port of the last time when it is free, so that a URL kept in a database client stays good; else any free
 * one. Somebody may still take it before PostgreSQL does: the caller tries again.
 */
export async function choosePort(clusterDir: string): Promise<number> {
  const last = Number(await readFile(join(clusterDir, FILE), 'utf8').catch(() => ''));
  if (Number.isInteger(last) && last > 1023 && last < 65536 && (await probe(last)) !== undefined) return last;
  const free = await probe(0);
  if (free === undefined) throw new Error(`no port is free on ${LOOPBACK}`);
  return free;
}

export async function rememberPort(place: Place, port: number): Promise<void> {
  await writeOwnFile(join(place.clusterDir, FILE), `${port}\n`, await ownerOfSecrets(place));
}

function probe(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
