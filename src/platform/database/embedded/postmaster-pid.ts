import { lchown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf } from './errors.js';
import { run } from './run.js';

export interface PostmasterPid {
  readonly pid: number;
  /** Missing while the server is still writing the file. */
  readonly port: number | undefined;
}

const FILE = 'postmaster.pid';
/** Above the highest process id of any supported system: kill() answers ESRCH. */
const NO_PROCESS = 2_147_483_647;

export async function readPostmasterPid(clusterDir: string): Promise<PostmasterPid | undefined> {
  const text = await readFile(join(clusterDir, FILE), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || pid === NO_PROCESS) return undefined;
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined };
}

/** The server of this data directory, if it runs; what a kill -9 left behind is not taken for it. */
export async function findPostmaster(clusterDir: string): Promise<PostmasterPid | undefined> {
  const found = await readPostmasterPid(clusterDir);
  return found !== undefined && (await isPostmasterOf(clusterDir, found.pid)) ? found : undefined;
}

/**
 * Process ids are used again (in a container often the very same ones after a restart), so one that is alive
 * proves nothing. A postmaster stands in its data directory, and a zombie stands nowhere.
 */
export async function isPostmasterOf(clusterDir: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid) && (await commandOf(pid)).endsWith('postgres');
  try {
    const [stands, data] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(clusterDir)]);
    return stands.dev === data.dev && stands.ino === data.ino;
  } catch (error) {
    if (codeOf(error) !== 'EACCES') return false;
    // A hardened kernel may hide where even our own processes stand; the name is then all there is.
    return (
      isAlive(pid) && (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() === 'postgres'
    );
  }
}

async function commandOf(pid: number): Promise<string> {
  return (await run('/bin/ps', ['-p', String(pid), '-o', 'comm='], { identity: undefined })).stdout.trim();
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * PostgreSQL itself steps over a postmaster.pid whose process is gone, but refuses to start when the number has
 * meanwhile gone to another process of the same user. The file is not deleted: its other lines let PostgreSQL
 * notice orphaned backends that still write to the data. Only call this holding the start lock.
 */
export async function disarmStalePid(clusterDir: string): Promise<void> {
  const found = await readPostmasterPid(clusterDir);
  if (found === undefined || !isAlive(found.pid)) return;
  const path = join(clusterDir, FILE);
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  const { uid, gid } = await stat(path);
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, [NO_PROCESS, ...rest].join('\n'), { mode: 0o600, flag: 'wx' });
  if (process.geteuid?.() === 0) await lchown(fresh, uid, gid);
  await rename(fresh, path);
}
