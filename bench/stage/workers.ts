import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Program } from '../../test/torture/program.js';
import type { Stage } from './stage.js';

/** The engine under test: worker processes of the built artefact. */
export class Workers {
  private readonly running: Program[] = [];

  constructor(private readonly stage: Stage) {}

  get pids(): number[] {
    return this.running.map((program) => program.pid);
  }

  /** New processes, `count` of them, which share `inFlight` charges among them. */
  async run(count: number, inFlight: number): Promise<void> {
    await this.stop();
    const each = Math.max(1, Math.floor(inFlight / count));
    for (let i = 0; i < count; i++) this.running.push(this.launch(each));
    for (const program of this.running) {
      if (!(await program.said(/ is ready/))) throw new Error(`${program.name} did not get ready`);
    }
  }

  /** As the kernel kills. Resolves when the process is gone. */
  async killOne(): Promise<void> {
    const program = this.running.shift()!;
    program.signal('SIGKILL');
    await program.exited;
  }

  assertAlive(): void {
    const dead = this.running.filter((program) => !program.isAlive);
    if (dead.length > 0)
      throw new Error(`${dead.map((one) => one.name).join(', ')} ended by itself; see its log`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((program) => program.end()));
  }

  private launch(inFlight: number): Program {
    const { directory, environment, artefact } = this.stage;
    const dataDir = mkdtempSync(join(directory, 'worker-'));
    const name = basename(dataDir);
    return new Program(
      name,
      [artefact.engine],
      { ...environment, ROLE: 'worker', DATA_DIR: dataDir, MAX_IN_FLIGHT: String(inFlight) },
      join(directory, `${name}.log`),
    );
  }
}
