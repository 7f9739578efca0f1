import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CrashPoint } from '../../src/platform/config/crashpoint.js';
import { Api } from './api-client.js';
import { bundledEngine } from './bundled-engine.js';
import { freePort } from './free-port.js';
import { childrenOf, end, isRunning } from './processes.js';
import { PATIENCE_MS, waitFor } from './wait.js';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type Environment = Record<string, string>;

interface Place {
  program: string;
  dataDir: string;
  port: number;
  simulatorPort: number;
  environment: Environment;
}

/**
 * The built engine as its operator runs it. Ports, data and key outlive the single process, so that one can be
 * killed and another started in its place.
 */
export class Engine {
  /** Shown by the first start only. */
  key: string | null = null;
  /** Everything the present process has said. */
  output = '';
  simulatorPid: number | null = null;
  private child: ChildProcess | null = null;

  private constructor(private readonly place: Place) {}

  /** Without `databaseUrl` it brings its own PostgreSQL. Nothing runs yet. */
  static async prepare(
    databaseUrl: string | null,
    environment: Environment = {},
    program = bundledEngine(),
  ): Promise<Engine> {
    return new Engine({
      program,
      dataDir: mkdtempSync(join(tmpdir(), 'perennial-e2e-')),
      port: await freePort(),
      simulatorPort: await freePort(),
      environment: { ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }), ...environment },
    });
  }

  /** Another process with the same data, database and simulator, on a port of its own. */
  async sibling(environment: Environment): Promise<Engine> {
    const all = { ...this.place.environment, PUBLIC_URL: this.url, ...environment };
    return new Engine({ ...this.place, port: await freePort(), environment: all });
  }

  get url(): string {
    return `http://127.0.0.1:${this.place.port}`;
  }

  get simulatorUrl(): string {
    return `http://127.0.0.1:${this.place.simulatorPort}`;
  }

  get dataDir(): string {
    return this.place.dataDir;
  }

  /** What a command beside the engine needs in order to find its data. */
  get environment(): Environment {
    return { ...this.defaults(), ...this.place.environment };
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('The engine was not started');
    return this.child.pid;
  }

  get api(): Api {
    return new Api(this.url, this.key);
  }

  get simulator(): Api {
    return new Api(this.simulatorUrl);
  }

  /** Resolves when it says that it is ready; rejects with all it said when it ends before that. */
  async start(environment: Environment = {}): Promise<this> {
    const exit = this.launch(environment);
    let ended: Exit | null = null;
    void exit.then((how) => (ended = how));
    await waitFor('the engine to be ready', () => ended ?? / is ready/.test(this.output), Boolean).catch(
      this.explain,
    );
    if (ended)
      throw new Error(`The engine ended (${JSON.stringify(ended)}) before it was ready:\n${this.output}`);
    this.key ??= /^\s+(perennial_\S+)$/m.exec(this.output)?.[1] ?? null;
    if (this.simulatorPid === null || !isRunning(this.simulatorPid)) this.simulatorPid = this.findSimulator();
    return this;
  }

  /** Starts the process and resolves with its end, for starts that are meant to fail. */
  launch(environment: Environment = {}): Promise<Exit> {
    this.output = '';
    const child = spawn(process.execPath, [this.place.program], {
      cwd: this.place.dataDir,
      env: { PATH: process.env.PATH, ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.child = child;
    return this.exit(child);
  }

  /**
   * The next time it passes this crash point, unlike with `CRASH_AT`, which counts from the start of the process. Only the
   * bundled engine listens.
   */
  async diesNextAt(crashPoint: CrashPoint): Promise<void> {
    const armed = once(this.child!, 'message');
    this.child!.send(crashPoint);
    await armed;
  }

  /** As an operator ends it. */
  async stop(): Promise<Exit> {
    return this.signal('SIGTERM');
  }

  /** As the kernel or a power cut ends it. */
  async kill(): Promise<Exit> {
    return this.signal('SIGKILL');
  }

  /** Waits for an end that the process brings upon itself. */
  async died(): Promise<Exit> {
    const { child } = this;
    const running = () => child?.exitCode === null && child.signalCode === null;
    await waitFor('the engine to end by itself', running, (is) => !is).catch(this.explain);
    return { code: child!.exitCode, signal: child!.signalCode };
  }

  /** Leaves no process behind, also after a test that failed half-way. */
  async halt(): Promise<void> {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.stop();
    if (this.simulatorPid !== null) await end(this.simulatorPid);
    const postmaster = this.postmasterPid();
    if (postmaster !== null) await end(postmaster);
  }

  /** Leaves nothing behind: no process, no file. */
  async remove(): Promise<void> {
    await this.halt();
    rmSync(this.place.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Of the PostgreSQL it brought along. */
  postmasterPid(): number | null {
    try {
      const [pid] = readFileSync(join(this.place.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
      return Number(pid) > 0 && isRunning(Number(pid)) ? Number(pid) : null;
    } catch {
      return null;
    }
  }

  private defaults(): Environment {
    const { port, simulatorPort, dataDir } = this.place;
    return {
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      TICK_MS: '600',
      PATIENT_WAITS: 'yes',
    };
  }

  private findSimulator(): number | null {
    const isSimulator = (pid: number) => {
      if (process.platform !== 'linux') return true;
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('simulator');
    };
    return childrenOf(this.pid).find(isSimulator) ?? null;
  }

  private exit(child: ChildProcess): Promise<Exit> {
    // Not 'exit': what it said last must have been read.
    return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  private async signal(signal: NodeJS.Signals): Promise<Exit> {
    const child = this.child!;
    if (child.exitCode !== null || child.signalCode !== null) return this.died();
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS / 2);
    return this.died().finally(() => clearTimeout(insist));
  }

  private readonly explain = (error: unknown): never => {
    throw new Error(`${(error as Error).message}\nThe engine said:\n${this.output}`);
  };
}
