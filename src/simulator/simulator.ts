import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { objectBody } from './api/body.js';
import { fieldErrors } from './api/errors.js';
import { buildApp, type TlsFiles } from './app.js';
import { SimulatorClock, type ClockSetting } from './clock.js';
import { Faults } from './faults.js';
import { runJob } from './payments/jobs.js';
import { Journal } from './persistence.js';
import { SeededRandom } from './random.js';
import { Scheduler } from './scheduler.js';
import { defaultSettings, type MerchantSettings, type SettingsInput } from './state/settings.js';
import { mergeSettings } from './state/settings-check.js';
import { type CommitListener, Store } from './state/store.js';
import { type PostWebhook, Webhooks } from './webhooks.js';
import type { World } from './world.js';

const TICK_MS = 250;

export interface SimulatorOptions {
  /** The same seed and the same requests give the same answers. Without it every run is different. */
  seed?: string | number;
  /** Where the clock starts, as an ISO time; now when absent. */
  startTime?: string;
  /** The clock stands still until it is moved. */
  frozen?: boolean;
  /** Directory that keeps the state across restarts; in memory only when absent. */
  dataDir?: string;
  settings?: SettingsInput;
  /** What payers' browsers call this instance; by default the address it listens on. */
  publicUrl?: string;
  tls?: TlsFiles;
  /** Carries webhooks, for a simulation that has no network; by default they go over HTTP. */
  postWebhook?: PostWebhook;
  /** Told of every change, in the turn in which it happens. */
  onCommit?: CommitListener;
}

export interface Simulator {
  /** Where it listens, once it does. */
  readonly url: string;
  readonly app: FastifyInstance;
  listen(port?: number, host?: string): Promise<string>;
  close(): Promise<void>;
}

function settingsFrom(options: SimulatorOptions): MerchantSettings {
  const { settings, errors } = mergeSettings(defaultSettings(), options.settings ?? {});
  if (Object.keys(errors).length > 0) throw new Error(`settings: ${JSON.stringify(errors)}`);
  return settings;
}

function startClock(clock: SimulatorClock, options: SimulatorOptions): void {
  if (options.startTime !== undefined) {
    const at = Date.parse(options.startTime);
    if (Number.isNaN(at)) throw new Error(`startTime is not an ISO time: ${options.startTime}`);
    clock.setNow(at);
  }
  if (options.frozen) {
    clock.freeze(true);
    if (options.startTime !== undefined) clock.setNow(Date.parse(options.startTime));
  }
}

class SimulatedInstance implements Simulator {
  readonly app: FastifyInstance;
  url = '';
  private readonly world: World;
  private readonly journal: Journal | null;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SimulatorOptions) {
    this.journal = options.dataDir === undefined ? null : new Journal(options.dataDir);
    const journal = this.journal;
    const store = new Store((changes) => {
      journal?.append(changes, store);
      options.onCommit?.(changes);
    });
    journal?.load(store);
    this.world = this.buildWorld(store);
    this.app = buildApp(this.world, (given) => this.reset(given), options.tls);
  }

  private buildWorld(store: Store): World {
    const seed = this.chooseSeed(store);
    const random = this.buildRandom(store, seed);
    const clock = new SimulatorClock((setting) => void store.meta.put({ key: 'clock', value: setting }));
    const savedClock = store.meta.get('clock')?.value as ClockSetting | undefined;
    if (savedClock) clock.restore(savedClock);
    else startClock(clock, this.options);
    const saved = store.meta.get('settings')?.value as Partial<MerchantSettings> | undefined;
    const settings = { ...settingsFrom(this.options), ...saved };
    const scheduler: Scheduler = new Scheduler(store, clock, (job) => runJob(world, job));
    const webhooks = new Webhooks(this.options.postWebhook);
    const faults = new Faults(random);
    const publicUrl = this.options.publicUrl ?? 'http://127.0.0.1:4010';
    const world: World = {
      settings,
      random,
      clock,
      store,
      scheduler,
      faults,
      webhooks,
      counters: new Map(),
      publicUrl,
    };
    scheduler.reload();
    return world;
  }

  private chooseSeed(store: Store): string {
    const saved = store.meta.get('seed')?.value as string | undefined;
    const asked = this.options.seed === undefined ? undefined : String(this.options.seed);
    const seed = asked ?? saved ?? randomBytes(8).toString('hex');
    store.meta.put({ key: 'seed', value: seed });
    return seed;
  }

  private buildRandom(store: Store, seed: string): SeededRandom {
    const random = new SeededRandom(
      seed,
      (purpose, value) => void store.meta.put({ key: `count ${purpose}`, value }),
    );
    for (const row of store.meta.all()) {
      if (row.key.startsWith('count ')) random.restore(row.key.slice('count '.length), Number(row.value));
    }
    return random;
  }

  /** Forgets everything. Settings go back to those of the start unless `keep_settings` is true. */
  private reset(given: unknown): void {
    const body = objectBody(given);
    const { seed, keep_settings: keep } = body;
    if (seed !== undefined && typeof seed !== 'string' && typeof seed !== 'number') {
      throw fieldErrors({ seed: ['Must be a string or a number.'] });
    }
    const { world } = this;
    const kept = keep === true ? world.settings : settingsFrom(this.options);
    const next = String(seed ?? world.random.seed);
    world.store.clear();
    world.webhooks.reset();
    world.counters.clear();
    world.store.meta.put({ key: 'seed', value: next });
    if (keep === true) world.store.meta.put({ key: 'settings', value: kept });
    world.settings = kept;
    world.random = this.buildRandom(world.store, next);
    world.faults.reseed(world.random);
    world.clock.restore({ offset_ms: 0, frozen_at: null });
    startClock(world.clock, this.options);
    world.scheduler.reload();
    this.journal?.compact(world.store);
  }

  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    await this.app.listen({ port, host });
    const address = this.app.server.address() as AddressInfo;
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    this.url = `${this.options.tls ? 'https' : 'http'}://${name}:${address.port}`;
    this.world.publicUrl = this.options.publicUrl ?? this.url;
    this.journal?.start(this.world.store);
    this.world.store.commit();
    this.timer = setInterval(() => this.world.scheduler.runDue(), TICK_MS);
    this.timer.unref();
    return this.url;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.app.close();
    await this.world.webhooks.close();
    this.world.store.commit();
    this.journal?.compact(this.world.store);
  }
}

/** Makes a simulated instance; `listen` starts it. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new SimulatedInstance(options);
  await simulator.app.ready();
  return simulator;
}
