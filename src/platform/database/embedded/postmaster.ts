import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { codeOf, EmbeddedPostgresError, oneLine } from './errors.js';
import { ownerOfSecrets, type Place } from './initdb.js';
import { LOOPBACK } from './port.js';
import { isPostmasterOf } from './postmaster-pid.js';
import { asUser, CLEAN_ENVIRONMENT, type Identity } from './run.js';
import { openFor } from './unprivileged.js';

const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const LOG_KEPT_BYTES = 10 * 1024 * 1024;

export interface Launched {
  readonly pid: number;
  /** What the server said when it ended; undefined while it runs. */
  ended(): Promise<string | undefined>;
  /** Gives up on a server that does not become ready. */
  abandon(): void;
}

export function logFileOf(dataDir: string): string {
  return `${dataDir}/postgres.log`;
}

/** Starts the server program; whether it gets ready is seen by connecting. */
export async function launch(place: Place, port: number): Promise<Launched> {
  const logFile = logFileOf(place.dataDir);
  await rotate(logFile);
  // The log is the engine's file; the server gets it open, so its user needs no way there.
  const log = await openLog(logFile, await ownerOfSecrets(place));
  const directory = await openFor(place.identity, place.clusterDir);
  const { size: from } = await log.stat();
  let failure: string | undefined;
  try {
    const child = spawn(place.binaries.postgres, ['-D', directory.path, ...settings(port, place.durable)], {
      ...asUser(place.identity),
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
      // A process group of its own: Ctrl-C goes to the engine alone, which has work to finish in the database.
      detached: true,
      // Files and no pipes: a pipe would break when the engine is killed, and its server with it.
      stdio: [
        'ignore',
        log.fd,
        log.fd,
        ...(directory.descriptor === undefined ? [] : [directory.descriptor]),
      ],
    });
    child.on('error', (error) => (failure = error.message));
    child.on('exit', (code, signal) => (failure ??= `it ended with ${signal ?? `code ${code}`}`));
    child.unref();
    return {
      // Without one there has been an 'error', and the server counts as ended.
      pid: child.pid ?? 0,
      ended: async () => (failure === undefined ? undefined : ((await lastWords(logFile, from)) ?? failure)),
      abandon: () => void child.kill('SIGQUIT'),
    };
  } finally {
    await log.close();
    await directory.close();
  }
}

function settings(port: number, durable: boolean): string[] {
  const values = [
    `port=${port}`,
    `listen_addresses=${LOOPBACK}`,
    // No socket file: its directory would have to exist, and on many systems belongs to somebody else.
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    // Where a container is allowed none, trying to use huge pages is a bus error instead of a fallback.
    'huge_pages=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return values.flatMap((value) => ['-c', value]);
}

async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_KEPT_BYTES) await rename(logFile, `${logFile}.1`);
}

/** Never through a link: root would append to whatever the owner of DATA_DIR has made it point at. */
async function openLog(logFile: string, owner: Identity | undefined): Promise<FileHandle> {
  const append = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
  try {
    const made = await open(logFile, append | constants.O_CREAT | constants.O_EXCL, 0o600);
    if (owner !== undefined) await made.chown(owner.uid, owner.gid);
    return made;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return open(logFile, append);
  }
}

async function lastWords(logFile: string, from: number): Promise<string | undefined> {
  const handle = await open(logFile, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, from);
    const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n');
    const line = lines.find((text) => /FATAL|PANIC/.test(text)) ?? lines.at(-1) ?? '';
    return line === '' ? undefined : oneLine(line);
  } finally {
    await handle.close();
  }
}

/**
 * Ends the server and waits until it is gone. Fast shutdown (SIGINT) breaks off what clients still do and
 * writes everything down; the immediate one (SIGQUIT) only when that hangs, since it costs a recovery. Given the
 * process id: the server of the data directory may meanwhile be a new one, which another engine has started.
 */
export async function shutDown(clusterDir: string, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    // Looked at anew each time: between two signals the number may have gone to another process.
    if (!(await isPostmasterOf(clusterDir, pid))) return;
    signalProcess(pid, signal);
    if (await isGone(clusterDir, pid, patience)) return;
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${clusterDir} does not stop.`);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

async function isGone(clusterDir: string, pid: number, patience: number): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    // The process, not its file: that is removed a moment before the end.
    if (!(await isPostmasterOf(clusterDir, pid))) return true;
    await sleep(25);
  }
  return false;
}
