import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Binaries } from './binaries.js';
import { codeOf, EmbeddedPostgresError, oneLine } from './errors.js';
import { readOwnFile, writeOwnFile } from './files.js';
import { run, type Identity } from './run.js';
import { adoptRootOwned, giveDirectory, openFor } from './unprivileged.js';

export const SUPERUSER = 'perennial';
/** Inside the data directory, so that a password and the server that knows it come and go together. */
const PASSWORD_FILE = 'perennial.password';
const UNFINISHED = 'postgres.unfinished-';
const UNFINISHED_KEPT_MS = 10 * 60_000;

export interface Place {
  readonly dataDir: string;
  readonly clusterDir: string;
  readonly binaries: Binaries;
  readonly identity: Identity | undefined;
  readonly durable: boolean;
}

/** Makes the data directory if it is not there, and answers the superuser's password. */
export async function ensureCluster(place: Place): Promise<string> {
  await sweepUnfinished(place.dataDir);
  const entries = await readdir(place.clusterDir).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    if (codeOf(error) === 'EACCES') throw foreign(place.clusterDir);
    throw error;
  });
  if (entries.length === 0) await create(place);
  else await checkExisting(place, entries);
  const password = (await readOwnFile(join(place.clusterDir, PASSWORD_FILE)))?.trim();
  if (password !== undefined && password !== '') return password;
  throw new EmbeddedPostgresError(
    `${place.clusterDir} has no ${PASSWORD_FILE}, so it was not made by Perennial; move it away.`,
  );
}

function foreign(clusterDir: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${clusterDir} belongs to another user, perhaps because the engine was once run as root. ` +
      'Run it as that user again, or set DATA_DIR to another directory.',
  );
}

async function checkExisting({ clusterDir, binaries, identity }: Place, entries: string[]): Promise<void> {
  if (!entries.includes('PG_VERSION')) {
    throw new EmbeddedPostgresError(`${clusterDir} is not empty and holds no PostgreSQL data; move it away.`);
  }
  if (identity === undefined && (await stat(clusterDir)).uid !== process.geteuid?.())
    throw foreign(clusterDir);
  const made = (await readOwnFile(join(clusterDir, 'PG_VERSION')))?.trim();
  if (made !== binaries.major) {
    throw new EmbeddedPostgresError(
      `${clusterDir} was made by PostgreSQL ${made}, and this is PostgreSQL ${binaries.major}: ` +
        'move it away, or dump and restore it with the old version.',
    );
  }
  await adoptRootOwned(clusterDir, identity);
}

/**
 * Everything happens beside the final place, and one rename ends it: an engine killed in the middle leaves
 * nothing that could be mistaken for a data directory.
 */
async function create(place: Place): Promise<void> {
  const { dataDir, clusterDir, identity } = place;
  const work = await mkdtemp(join(dataDir, UNFINISHED));
  try {
    const password = randomBytes(24).toString('hex');
    // Given away file by file and the directory last: until then nobody else can put anything into it.
    await writeOwnFile(join(work, 'password'), `${password}\n`, identity);
    await giveDirectory(work, identity);
    await runInitdb(place, work);
    await writeOwnFile(join(work, 'data', PASSWORD_FILE), `${password}\n`, await ownerOfSecrets(place));
    await rename(join(work, 'data'), clusterDir).catch((error: unknown) => {
      // Another engine was quicker (only possible without the start lock): its data is used.
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Password, log and port are the engine's: whoever owns DATA_DIR can start the engine there, as root can. */
export async function ownerOfSecrets({ dataDir, identity }: Place): Promise<Identity | undefined> {
  if (identity === undefined) return undefined;
  const { uid, gid } = await stat(dataDir);
  return { uid, gid };
}

async function runInitdb({ binaries, identity, durable }: Place, work: string): Promise<void> {
  const handle = await openFor(identity, work);
  try {
    const { ok, stderr } = await run(
      binaries.initdb,
      [
        `--pgdata=${handle.path}/data`,
        `--pwfile=${handle.path}/password`,
        `--username=${SUPERUSER}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own locale: the order of texts must not change with the operating system.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      { identity, directory: handle.descriptor },
    );
    if (!ok) throw new EmbeddedPostgresError(explainInitdb(stderr));
  } finally {
    await handle.close();
  }
}

function explainInitdb(stderr: string): string {
  const problem = oneLine(stderr.split('\n').find((line) => /error|fatal/i.test(line)) ?? stderr);
  const hint = /could not look up effective user ID/.test(problem)
    ? ' PostgreSQL needs a user that /etc/passwd knows; add one, or set DATABASE_URL.'
    : '';
  return `initdb of the embedded PostgreSQL failed: ${problem}.${hint}`;
}

/** What an engine killed during initdb left. By age, since its initdb may have outlived it by a moment. */
async function sweepUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(dataDir, name);
    const made = await stat(path).catch(() => undefined);
    if (made === undefined || Date.now() - made.mtimeMs < UNFINISHED_KEPT_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}
