import { setTimeout as sleep } from 'node:timers/promises';

import { EmbeddedPostgresError } from './errors.js';
import type { Place } from './initdb.js';
import { Lease } from './lease.js';
import { choosePort } from './port.js';
import { launch, logFileOf, type Launched } from './postmaster.js';
import { disarmStalePid, findPostmaster } from './postmaster-pid.js';

/** Generous, since it includes the recovery after a crash. */
const PATIENCE_MS = 120_000;
const POLL_MS = 50;

export interface Running {
  readonly lease: Lease;
  readonly port: number;
  /** Of the postmaster. */
  readonly pid: number;
  readonly attached: boolean;
}

/** Joins the server that runs on this data, or starts one. */
export async function findOrStart(place: Place, password: string): Promise<Running> {
  const access = { clusterDir: place.clusterDir, password, identity: place.identity };
  const deadline = Date.now() + PATIENCE_MS;
  let problem = 'it does not answer';
  while (Date.now() < deadline) {
    const running = await findPostmaster(place.clusterDir);
    if (running !== undefined) {
      const { pid, port } = running;
      const lease = port === undefined ? undefined : await Lease.tryTake(access, port);
      if (lease !== undefined && port !== undefined) return { lease, port, pid, attached: true };
      // It is starting, recovering or stopping: either it lets us in soon, or it is gone.
      await sleep(POLL_MS);
      continue;
    }
    // Without the start lock the file might by now be that of another engine's server.
    if (process.platform === 'linux') await disarmStalePid(place.clusterDir);
    const port = await choosePort(place.clusterDir);
    const server = await launch(place, port);
    const outcome = await waitUntilReady(server, () => Lease.tryTake(access, port), deadline);
    if (outcome instanceof Lease) return { lease: outcome, port, pid: server.pid, attached: false };
    problem = outcome;
    if (!canTryAgain(problem)) break;
    await sleep(4 * POLL_MS);
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL did not start: ${problem} (see ${logFileOf(place.dataDir)}).`,
  );
}

async function waitUntilReady(
  server: Launched,
  tryTake: () => Promise<Lease | undefined>,
  deadline: number,
): Promise<Lease | string> {
  try {
    while (Date.now() < deadline) {
      const lastWords = await server.ended();
      if (lastWords !== undefined) return lastWords;
      const lease = await tryTake();
      if (lease !== undefined) return lease;
      await sleep(POLL_MS);
    }
  } catch (error) {
    server.abandon();
    throw error;
  }
  server.abandon();
  return 'it did not get ready in time';
}

/**
 * The port was taken between our look and PostgreSQL's; another engine's server came first; or backends of a
 * postmaster that was killed are still letting go of the data. All three look different a moment later.
 */
function canTryAgain(problem: string): boolean {
  return /TCP\/IP sockets|postmaster\.pid" already exists|pre-existing shared memory/.test(problem);
}
