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

/** What can be done with a payment of it. */
export function operationsOf({ operations, operation }: Gateway): string[] {
  return operations ?? (operation === 'authorize' ? ['capture', 'void', 'refund'] : ['refund']);
}

export function gatewayByCode(world: World, code: string): Gateway | undefined {
  return world.settings.gateways.find((gateway) => gateway.code === code);
}

const KEPT_COUNTERS = 10_000;

/** Days and minutes that are long over need no count; a day's budget must not be forgotten with them. */
function forgetOldest(counters: Map<string, number>): void {
  for (const name of [...counters.keys()]
    .filter((key) => !key.startsWith('requests '))
    .slice(0, KEPT_COUNTERS / 2)) {
    counters.delete(name);
  }
}

/** Running counts, such as the requests of a user on a day. Answers the new count. */
export function count(world: World, name: string): number {
  if (world.counters.size > KEPT_COUNTERS) forgetOldest(world.counters);
  const value = (world.counters.get(name) ?? 0) + 1;
  world.counters.set(name, value);
  return value;
}
