import { constants } from 'node:fs';
import { open, readdir, lchown, lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { EmbeddedPostgresError } from './errors.js';
import { run, type Identity } from './run.js';

const NOBODY: Identity = { uid: 65534, gid: 65534 };

/**
 * Undefined for an ordinary engine: PostgreSQL then runs as the same user. For root: the owner of the data
 * that is there, else of the directory it will be in (so that this user can start the engine without root the
 * next time), else nobody.
 */
export async function chooseIdentity(dataDir: string, clusterDir: string): Promise<Identity | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const users = await readUsers();
  const owner = (await ownerOf(clusterDir)) ?? (await ownerOf(dataDir));
  const exists = (await ownerOf(clusterDir)) !== undefined;
  if (owner !== undefined && owner.uid !== 0) {
    const known = users.get(owner.uid);
    if (known !== undefined) return known;
    // initdb insists on a user that has a name; a server whose data is there already does not.
    if (exists) return owner;
  }
  return [...users.values()].find((user) => user.name === 'nobody') ?? NOBODY;
}

async function ownerOf(path: string): Promise<Identity | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}

async function readUsers(): Promise<Map<number, Identity & { name: string }>> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const users = text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }));
  return new Map(users.map((user) => [user.uid, user]));
}

/**
 * Gives a directory that this process has just made to the server's user. It goes through a descriptor: in a
 * place where that user may write, the name could meanwhile have become a link to something of root's.
 */
export async function giveDirectory(path: string, identity: Identity | undefined): Promise<void> {
  if (identity === undefined) return;
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await handle.chown(identity.uid, identity.gid);
  } finally {
    await handle.close();
  }
}

/**
 * A data directory restored or copied by root belongs to root, and PostgreSQL would refuse it. Nobody but root
 * can be changing names inside it, so walking it is safe.
 */
export async function adoptRootOwned(clusterDir: string, identity: Identity | undefined): Promise<void> {
  if (identity === undefined || (await stat(clusterDir)).uid !== 0) return;
  const entries = await readdir(clusterDir, { recursive: true });
  for (const entry of entries) await lchown(join(clusterDir, entry), identity.uid, identity.gid);
  // Last, so that a walk which was interrupted is done again.
  await giveDirectory(clusterDir, identity);
}

/** How a program started as the server's user names a directory: by its path, or as an open descriptor. */
export interface DirectoryHandle {
  readonly path: string;
  readonly descriptor: number | undefined;
  close(): Promise<void>;
}

/**
 * Under a directory of mode 0700 (a root home, a CI workspace) the server's user cannot walk to its own data.
 * Root can, and hands the opened directory over: `/proc/self/fd/3` leads there without touching the parents.
 * So the data stays under DATA_DIR, where it is backed up, mounted and deleted with the rest; put elsewhere,
 * it would silently be lost with a container whose only volume is DATA_DIR.
 */
export async function openFor(identity: Identity | undefined, dir: string): Promise<DirectoryHandle> {
  const direct = { path: dir, descriptor: undefined, close: async () => undefined };
  if (identity === undefined || (await canEnter(identity, dir))) return direct;
  const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const { ok } = await run('/bin/sh', ['-c', 'cd /proc/self/fd/3/'], { identity, directory: handle.fd });
  if (!ok) {
    await handle.close();
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the user it would run as (uid ${identity.uid}) cannot reach ${dir}: ` +
        'a directory above it is closed to others. Set DATA_DIR to a directory that everybody may enter.',
    );
  }
  return { path: '/proc/self/fd/3', descriptor: handle.fd, close: () => handle.close() };
}

/** Asks the kernel rather than reading mode bits, which know nothing of access lists and mount options. */
async function canEnter(identity: Identity, dir: string): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { identity })).ok;
}

/** A directory which nobody but us can have put something into. */
export async function isPrivatelyOurs(dir: string): Promise<boolean> {
  const found = await lstat(dir);
  return found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0;
}
