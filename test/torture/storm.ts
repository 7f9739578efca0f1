import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import type { CommitCutter } from './commit-cutter.js';
import type { Fleet } from './fleet.js';
import type { Options } from './options.js';
import type { Chance } from '../support/chance.js';
import type { Shop } from './shop.js';
import type { Damage } from './tally.js';
import { forecast } from './weather.js';

const LEASE_MS = 180_000;

export interface Stage {
  options: Options;
  cluster: Cluster;
  cutter: CommitCutter;
  fleet: Fleet;
  shops: readonly Shop[];
  damage: Damage;
}

/** Everything that goes wrong while the engine works, each thing by itself and in its own time. */
export class Storm {
  private readonly over = new AbortController();
  private readonly running: Promise<void>[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly chance: Chance,
  ) {}

  begin(): void {
    const { options, cutter, fleet } = this.stage;
    const { faults } = options;
    fleet.isHunted = faults.has('kills');
    cutter.probability = faults.has('commits') ? 0.01 : 0;
    this.every('weather', 6_000, (chance) => this.changeWeather(chance));
    if (faults.has('pauses')) this.every('pauses', 4_000, (chance) => this.pause(chance));
    if (faults.has('database')) this.every('backends', 5_000, (chance) => this.terminate(chance));
    if (faults.has('database')) this.every('power cuts', 30_000, () => this.cutPower());
    if (faults.has('webhooks')) this.every('forgeries', 3_000, (chance) => this.forge(chance));
  }

  /** Blue sky, and every process new. */
  async end(): Promise<void> {
    this.over.abort();
    await Promise.all(this.running);
    this.stage.cutter.probability = 0;
    for (const { platform } of this.stage.shops) await this.setFaults(platform, []);
    await this.stage.fleet.calm();
  }

  private every(name: string, mean: number, work: (chance: Chance) => Promise<void>): void {
    const chance = this.chance.named(name);
    const run = async () => {
      while (!this.over.signal.aborted) {
        // A disturbance that another one disturbs is counted and no more.
        await work(chance).catch(() => this.stage.damage.foiled.add(name));
        // Else a slow machine's processes would be disturbed so often that none of them ever got ready.
        await sleep(chance.around(mean) * this.stage.fleet.slowness, undefined, {
          signal: this.over.signal,
        }).catch(() => undefined);
      }
    };
    this.running.push(run());
  }

  private async changeWeather(chance: Chance): Promise<void> {
    for (const { platform } of this.stage.shops) {
      await this.setFaults(platform, forecast(chance, this.stage.options.faults));
    }
  }

  private async setFaults(platform: Shop['platform'], faults: object[]): Promise<void> {
    for (const [name, hits] of await platform.change(faults)) this.stage.damage.faults.add(name, hits);
  }

  /** Half of them shorter than the lease, half so long that somebody else has taken over meanwhile. */
  private async pause(chance: Chance): Promise<void> {
    const lease = LEASE_MS * this.stage.options.waitScale;
    const isLong = chance.happens(0.5);
    const role = await this.stage.fleet.pause(
      isLong ? chance.between(1, 1.5) * lease : chance.between(0.02, 0.5) * lease,
    );
    if (role) this.stage.damage.pauses.add(`${role} ${isLong ? 'beyond the lease' : 'within the lease'}`);
  }

  private async terminate(chance: Chance): Promise<void> {
    this.stage.damage.database.add(
      'connections terminated',
      await this.stage.cluster.terminate(chance.pick([1, 2, 100])),
    );
  }

  private async cutPower(): Promise<void> {
    // Not at the very beginning: each of these costs seconds in which nothing else can go wrong.
    await sleep(20_000 * this.stage.fleet.slowness, undefined, { signal: this.over.signal });
    await this.stage.cluster.knockOver();
    this.stage.damage.database.add('immediate stops');
  }

  /** A stranger who knows the address but not the key, or the key of another day. */
  private async forge(chance: Chance): Promise<void> {
    const shop = chance.pick(this.stage.shops);
    const [attempt] = await this.stage.cluster.query<{ order_no: string; session_id: string }>(
      `SELECT a.order_no, a.session_id FROM attempts a JOIN merchants m ON m.id = a.merchant_id
       WHERE m.public_id = $1 AND a.status IN ('sent', 'unknown', 'fenced', 'declined') LIMIT 1`,
      [shop.merchantId],
    );
    const body = {
      order_no: attempt?.order_no ?? 'r1-none',
      session_id: attempt?.session_id ?? 'none',
      state: 'paid',
      signature: '0'.repeat(64),
    };
    await shop.api.send('POST', `/hooks/ottu/${shop.merchantId}/guessed-secret/payment`, body);
    this.stage.damage.faults.add('webhook forged');
  }
}
