import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it said last, for the case that nobody ordered its end. */
  lastWords: string;
}

const KEPT_OUTPUT = 8_000;
const READY_WITHIN_MS = 60_000;

/** One operating system process of a run: what it says goes to a log, and its end is always noticed. */
export class Program {
  private readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  private output = '';
  private hasExited = false;

  constructor(
    readonly name: string,
    args: string[],
    environment: Record<string, string>,
    private readonly logFile: string,
  ) {
    this.child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    }
    this.exited = new Promise((resolve) => {
      // Not 'exit': what it said last must have been read.
      this.child.once('close', (code, signal) => {
        this.hasExited = true;
        resolve({ code, signal, lastWords: this.output.slice(-2_000) });
      });
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} could not be started`);
    return this.child.pid;
  }

  get isAlive(): boolean {
    return !this.hasExited && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first match of what it says when it is ready; null when it ended before. */
  async said(pattern: RegExp, withinMs = READY_WITHIN_MS): Promise<RegExpExecArray | null> {
    const end = Date.now() + withinMs;
    while (this.isAlive && Date.now() < end) {
      const match = pattern.exec(this.output);
      if (match) return match;
      await sleep(20);
    }
    return pattern.exec(this.output);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) this.child.kill(signal);
  }

  /** Asks, and insists when that does not help. */
  async end(patienceMs = 15_000): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const insist = setTimeout(() => this.signal('SIGKILL'), patienceMs);
    await this.exited.finally(() => clearTimeout(insist));
  }

  private hear(text: string): void {
    this.output = (this.output + text).slice(-KEPT_OUTPUT);
    appendFileSync(this.logFile, text);
  }
}
