import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashPoint } from '../../src/platform/config/crashpoint.js';
import { freePort } from '../support/free-port.js';
import { type Exit, Program } from './program.js';
import type { Chance } from '../support/chance.js';
import type { Damage } from './tally.js';

type Role = 'worker' | 'api';

const POINTS: Record<Role, readonly CrashPoint[]> = {
  worker: [
    'after-billing',
    'after-claim',
    'before-session',
    'after-session',
    'after-sent',
    'after-bytes-out',
    'after-answer',
    'inside-settle',
    'after-settle',
    'after-refund-claim',
    'before-refund-sent',
    'after-refund-sent',
    'after-refund-answer',
    'inside-refund-settle',
  ],
  api: ['webhook-stored', 'after-claim', 'after-session'],
};
/** The API lives longer than a worker, or nobody could sign up. */
const API_LIFE_MS = 10_000;
const USUAL_START_MS = 1_500;
/** Words of a connection that was refused, cut or ended under a process that was just starting. */
const NO_DATABASE =
  /database|ECONNREFUSED|ECONNRESET|Connection terminated|terminating connection|connection error|57P0|timeout expired/i;

interface Slot {
  name: string;
  role: Role;
  port: number | null;
  program: Program | null;
  crashAt: CrashPoint | null;
  killedBy: string | null;
  /** As whom it holds attempts; null before it is ready, and for the API. */
  owner: string | null;
}

export interface FleetSetup {
  entry: string;
  directory: string;
  environment: Record<string, string>;
  workers: number;
  /** How long a worker lives after it is ready, on average. */
  lifeMs: number;
  /** The unsettled attempts of a worker, which are left to the others when it dies. */
  countInHand(owner: string): Promise<number>;
}

/** The engine's processes. Whoever dies is replaced at once, as an orchestrator would. */
export class Fleet {
  /** While set, processes are killed: at random, and at the named points of the protocol. */
  isHunted = false;
  /** How much longer a start took, last, than on a machine that does nothing else. */
  slowness = 1;
  private isClosing = false;
  private readonly slots: Slot[] = [];
  private readonly keepers: Promise<void>[] = [];
  private readonly inquests: Promise<void>[] = [];

  private constructor(
    private readonly setup: FleetSetup,
    private readonly chance: Chance,
    private readonly damage: Damage,
  ) {}

  static async start(setup: FleetSetup, chance: Chance, damage: Damage): Promise<Fleet> {
    const fleet = new Fleet(setup, chance, damage);
    const port = await freePort();
    // Sessions are opened by workers, and webhooks come to the API.
    setup.environment.PUBLIC_URL = `http://127.0.0.1:${port}`;
    fleet.add('api', 'api', port);
    for (let i = 1; i <= setup.workers; i++) fleet.add(`worker-${i}`, 'worker', null);
    await fleet.allReady();
    return fleet;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.slots[0]!.port}`;
  }

  /** Every process is new and whole, and nobody hunts them any more. */
  async calm(): Promise<void> {
    this.isHunted = false;
    for (const { program } of this.slots) {
      program?.signal('SIGCONT');
      program?.signal('SIGKILL');
    }
    await sleep(200);
    await this.allReady();
    await Promise.all(this.inquests);
  }

  /** Stops a process in its tracks for a while: a debugger, a full disk, a virtual machine that is moved. */
  async pause(ms: number): Promise<string | null> {
    const slot = this.chance.pick(this.slots);
    const { program } = slot;
    if (!program?.isAlive) return null;
    program.signal('SIGSTOP');
    await sleep(ms);
    program.signal('SIGCONT');
    return slot.role;
  }

  async stop(): Promise<void> {
    this.isClosing = true;
    this.isHunted = false;
    await Promise.all(this.slots.flatMap(({ program }) => (program ? [program.end()] : [])));
    await Promise.all(this.keepers);
  }

  private add(name: string, role: Role, port: number | null): void {
    const slot: Slot = { name, role, port, program: null, crashAt: null, killedBy: null, owner: null };
    this.slots.push(slot);
    this.keepers.push(this.keep(slot));
  }

  private async allReady(): Promise<void> {
    for (const slot of this.slots) {
      for (let tries = 0; !(await this.isReady(slot)); tries++) {
        if (tries > 20)
          throw new Error(`${slot.name} does not get ready; see its log in ${this.setup.directory}`);
        await sleep(500);
      }
    }
  }

  private async isReady({ program }: Slot): Promise<boolean> {
    return program !== null && (await program.said(/ is ready/)) !== null && program.isAlive;
  }

  private async keep(slot: Slot): Promise<void> {
    while (!this.isClosing) {
      const program = this.launch(slot);
      const hunt = this.hunt(slot, program);
      this.bury(slot, await program.exited);
      await hunt;
    }
  }

  private launch(slot: Slot): Program {
    const { entry, directory, environment } = this.setup;
    slot.killedBy = null;
    slot.owner = null;
    slot.crashAt = this.isHunted && this.chance.happens(0.6) ? this.chance.pick(POINTS[slot.role]) : null;
    slot.program = new Program(
      slot.name,
      [entry],
      {
        ...environment,
        ROLE: slot.role,
        DATA_DIR: join(directory, slot.name),
        ...(slot.port !== null && { PORT: String(slot.port) }),
        ...(slot.crashAt !== null && { CRASH_AT: `${slot.crashAt}:${this.chance.whole(1, 4)}` }),
      },
      join(directory, `${slot.name}.log`),
    );
    return slot.program;
  }

  /** What is to die at a point and never gets there dies at random a while later. */
  private async hunt(slot: Slot, program: Program): Promise<void> {
    const began = Date.now();
    if (!(await program.said(/ is ready/))) return;
    slot.owner = (await program.said(/owns its attempts as (\S+)/, 0))?.[1] ?? null;
    // On a slow machine a process needs longer to start, and as much longer to do anything worth killing it for.
    this.slowness = Math.max(1, (Date.now() - began) / USUAL_START_MS);
    const mean = slot.role === 'api' ? API_LIFE_MS : this.setup.lifeMs * this.slowness;
    const life = this.chance.around(mean) + (slot.crashAt === null ? 0 : 2 * mean);
    await Promise.race([sleep(life), program.exited]);
    while (program.isAlive && !this.isHunted && !this.isClosing)
      await Promise.race([sleep(250), program.exited]);
    if (!program.isAlive || !this.isHunted || this.isClosing) return;
    slot.killedBy = 'at random';
    program.signal('SIGKILL');
  }

  private bury(slot: Slot, { code, signal, lastWords }: Exit): void {
    if (signal === 'SIGKILL') {
      const cause = slot.killedBy ?? (this.isHunted ? slot.crashAt : null);
      if (cause === null) return;
      this.damage.kills.add(`${slot.role} ${cause}`);
      if (slot.owner !== null) this.inquests.push(this.inquire(slot.owner, cause));
      return;
    }
    if (this.isClosing) return;
    // A process that starts while the database is away says so and ends; everything else is a defect.
    if (NO_DATABASE.test(lastWords) && !/ is ready/.test(lastWords)) {
      return this.damage.database.add('starts that found no database');
    }
    // Whoever runs it starts it again, as here. It is told, so that nobody gets used to it.
    if (/57P01|terminating connection/.test(lastWords))
      return this.damage.database.add('processes that ended with their connection');
    this.damage.ownDeaths.push(`${slot.name} ended with ${signal ?? `code ${code}`}:\n${lastWords}`);
  }

  /** Nobody else touches what it held before its lease is over, so the database still says what that was. */
  private async inquire(owner: string, cause: string): Promise<void> {
    const attempts = await this.setup.countInHand(owner);
    this.damage.inHand.add(cause, attempts);
    if (attempts > 0) this.damage.killsInWork.add(cause);
  }
}
