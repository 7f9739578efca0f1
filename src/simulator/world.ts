import type { SimulatorClock } from './clock.js';
import type { Faults } from './faults.js';
import type { SeededRandom } from './random.js';
import type { Scheduler } from './scheduler.js';
import type { Gateway, MerchantSettings } from './state/settings.js';
import type { Store } from './state/store.js';
import type { Delivery, Outgoing } from './state/types.js';

/** What the rest of the simulator asks of the sender of webhooks. */
export interface WebhookSender {
  send(world: World, outgoing: Outgoing): Promise<boolean>;
  release(world: World): Promise<number>;
  drain(limitMs: number): Promise<void>;
  list(): Delivery[];
  reset(): void;
  close(): Promise<void>;
}

/** Everything one simulated instance consists of; handed to whoever needs it. */
export interface World {
  settings: MerchantSettings;
  random: SeededRandom;
  clock: SimulatorClock;
  store: Store;
  scheduler: Scheduler;
  faults: Faults;
  webhooks: WebhookSender;
  /** Requests counted per user, day and hour; forgotten at a restart. */
  counters: Map<string, number>;
  /** Where payers find the hosted page, without a slash at the end. */
  publicUrl: string;
}

export function gatewayByCode(world: World, code: string): Gateway | undefined {
  return world.settings.gateways.find((gateway) => gateway.code === code);
}

/** Running counts, such as the requests of a user on a day. Answers the new count. */
export function count(world: World, name: string): number {
  if (world.counters.size > 10_000) world.counters.clear();
  const value = (world.counters.get(name) ?? 0) + 1;
  world.counters.set(name, value);
  return value;
}
