import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';

import { codeOf } from './errors.js';
import type { Identity } from './run.js';

/**
 * Writes a file that only its owner can read, whole or not at all. The file is new (never one that the server's
 * user has put, or linked, in the way of a root engine) and takes the name by a rename.
 */
export async function writeOwnFile(path: string, text: string, owner: Identity | undefined): Promise<void> {
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(fresh, flags, 0o600);
  try {
    await handle.writeFile(text);
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** The text of a file, never through a symbolic link; undefined when there is none. */
export async function readOwnFile(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
