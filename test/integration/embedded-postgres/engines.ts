import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { ENGINE, makeCheckout } from './checkout.js';

export const AS_ROOT = process.geteuid?.() === 0;

/** Some user of this machine who is neither root nor nobody, for what only root can try out. */
export const SOMEBODY = { uid: 1, gid: 1 };

export interface Engine {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly attached: boolean;
}

interface Report extends Partial<Engine> {
  readonly error?: string;
  readonly expected?: boolean;
}

export interface StartOptions {
  readonly checkout?: string;
  readonly user?: { uid: number; gid: number } | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** The engines of one test file, and everything they leave behind. */
export class Engines {
  private readonly children: ChildProcess[] = [];
  private readonly dataDirs = new Set<string>();
  private scratch = '';
  private checkout = '';

  async prepare(): Promise<void> {
    this.scratch = await mkdtemp(join(tmpdir(), 'perennial-engines-'));
    await chmod(this.scratch, 0o755);
    this.checkout = await makeCheckout(join(this.scratch, 'checkout'));
  }

  /** A directory that does not exist yet, or under which anybody may do as they like when `forAnybody`. */
  async directory(options: { forAnybody?: boolean } = {}): Promise<string> {
    const dir = await mkdtemp(join(this.scratch, 'place-'));
    await chmod(dir, options.forAnybody === true ? 0o777 : 0o755);
    return dir;
  }

  /** Starts the process without waiting for its report. */
  spawn(dataDir: string, { checkout = this.checkout, user, env }: StartOptions = {}): ChildProcess {
    this.dataDirs.add(dataDir);
    const child = spawn(process.execPath, [join(checkout, `${ENGINE}.js`), dataDir], {
      ...user,
      cwd: '/',
      env: { PATH: process.env.PATH, ...env },
      // Like a shell: a process group for the engine and what it does not detach.
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.children.push(child);
    return child;
  }

  async start(dataDir: string, options?: StartOptions): Promise<Engine> {
    const child = this.spawn(dataDir, options);
    const { url, port, attached, error } = await report(child);
    if (url === undefined || port === undefined || attached === undefined) throw new Error(error);
    return { process: child, url, port, attached };
  }

  /** The one line with which an engine refuses to start. */
  async refusal(dataDir: string, options?: StartOptions): Promise<string> {
    const { error, expected } = await report(this.spawn(dataDir, options));
    if (error === undefined) throw new Error('the engine started');
    if (expected !== true) throw new Error(`not an EmbeddedPostgresError: ${error}`);
    return error;
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.children.map((child) => end(child, 'SIGKILL')));
    for (const dataDir of this.dataDirs) {
      const pid = await postmasterOf(dataDir);
      if (pid !== undefined && isRunning(pid)) process.kill(pid, 'SIGQUIT');
      while (pid !== undefined && isRunning(pid)) await sleep(20);
    }
    await rm(this.scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function report(child: ChildProcess): Promise<Report> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return JSON.parse(text) as Report;
  }
  throw new Error('the engine ended without a word');
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 && pid < 2 ** 31 - 1 ? pid : undefined;
}

/** Zombies, which nobody in a bare container collects, do not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
