import { spawn } from 'node:child_process';

/** The user that PostgreSQL runs as when the engine is root, which PostgreSQL itself refuses to be. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The whole environment of every PostgreSQL program. PGDATA, PGPORT, PGOPTIONS or LD_LIBRARY_PATH of somebody
 * who also works with another PostgreSQL must not reach ours.
 */
export const CLEAN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

export interface RunOptions {
  readonly identity: Identity | undefined;
  /** A directory handed over open, as descriptor 3. */
  readonly directory?: number | undefined;
}

export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `spawn` options which change the user. libuv drops the supplementary groups as well. */
export function asUser(identity: Identity | undefined): { uid?: number; gid?: number } {
  // spawn() takes signed numbers, while stat() gives macOS's nobody (-2) as 4294967294.
  return identity === undefined ? {} : { uid: identity.uid | 0, gid: identity.gid | 0 };
}

/** Runs a short-lived program to its end. A program that cannot be started at all is an outcome too. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...asUser(options.identity),
      // The engine's own directory may be closed to the other user; `/` never is.
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe', ...(options.directory === undefined ? [] : [options.directory])],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', (error) => resolve({ ok: false, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, stdout, stderr }));
  });
}
