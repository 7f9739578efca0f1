import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulesContainer } from '@nestjs/core';

import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { ChargePipeline } from '../../src/modules/auto-debit/use-cases/charge-pipeline.js';
import { GatewayCallObserver } from '../../src/gateway/gateway-call-observer.js';
import type { GatewayCallLog } from '../../src/modules/events/gateway-call-log.js';
import { WatchEpoch } from '../../src/platform/epoch/index.js';
import { Settings } from '../../src/platform/config/settings.js';
import { createEngineApp, type EngineApp, keeping } from './engine-app.js';
import { atTheEnd } from './end-with-jest.js';
import { EmptyDatabase } from './empty-database.js';
import { createTestDatabase, type TestDatabase } from './template-database.js';
import { waitFor } from './wait.js';

/** An engine that serves one file of a worker after the other: see docs/adr/0053. */
interface KeptEngine extends EngineApp {
  database: TestDatabase;
  rows: EmptyDatabase;
  dataDir: string;
  /** What a test could have changed in the running engine, as it was at the start. */
  parts: Parts;
}

interface Parts {
  settings: string;
  /** Functions that are properties of a part itself: whoever replaces a method of a running engine adds one. */
  functions: Map<object, string>;
}

/** What is still under way then is too slow to wait for: another engine is made. */
const SETTLED_WITHIN_MS = 5_000;

let waiting: KeptEngine | null = null;
const shared = new Set<string>();
const open = new Set<KeptEngine>();

/** The one that waits, or one more: a file may want two. */
export async function takeKept(errors: string[]): Promise<KeptEngine> {
  const kept = waiting;
  waiting = null;
  if (kept !== null) {
    // Another engine of the worker may have taken all that is logged.
    kept.app.useLogger(keeping(errors));
    if (await isAsNew(kept).catch(() => false)) {
      errors.length = 0;
      return kept;
    }
    await close(kept);
  }
  return begin(errors);
}

/** Another engine works on its rows, and may go on to do so when the first has been given back. */
export function isOfferedToOthers(databaseUrl: string): void {
  shared.add(databaseUrl);
}

export async function giveBack(kept: KeptEngine): Promise<void> {
  const isAtRest = !shared.has(kept.database.url) && (await comesToRest(kept).catch(() => false));
  if (!isAtRest || waiting !== null) return close(kept);
  waiting = kept;
}

async function begin(errors: string[]): Promise<KeptEngine> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'perennial-in-process-'));
  const rows = await EmptyDatabase.of(database.url);
  try {
    const engine = await createEngineApp(database.url, dataDir, {}, errors);
    const kept = { ...engine, database, rows, dataDir, parts: partsOf(engine) };
    open.add(kept);
    return kept;
  } catch (error) {
    await rows.close();
    throw error;
  }
}

atTheEnd(async () => {
  await Promise.all([...open].map(close));
});

async function close(kept: KeptEngine): Promise<void> {
  open.delete(kept);
  if (waiting === kept) waiting = null;
  await kept.rows.close();
  await kept.app.close();
  rmSync(kept.dataDir, { recursive: true, force: true });
  await kept.database.drop();
}

async function comesToRest({ app, underWay }: EngineApp): Promise<boolean> {
  if (!app.getHttpServer().listening) return false;
  await waitFor('calls to end', () => underWay.size, (count) => count === 0, SETTLED_WITHIN_MS); // prettier-ignore
  await app.get(ChargePipeline, { strict: false }).settled();
  await app.get<GatewayCallLog>(GatewayCallObserver, { strict: false }).beforeApplicationShutdown();
  return true;
}

/** Makes it so: nothing of what was done with it remains. */
async function isAsNew(kept: KeptEngine): Promise<boolean> {
  const { app, rows, dataDir, parts } = kept;
  const found = partsOf(kept);
  if (found.settings !== parts.settings) return false;
  for (const [part, functions] of found.functions) {
    if ((parts.functions.get(part) ?? '') !== functions) return false;
  }
  if (!(await rows.empty())) return false;
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
  // As every engine does when it starts; it goes on doing so beside the tests.
  await app.get(WatchEpoch, { strict: false }).execute();
  // Finds nothing, and brings the cursors of the claims back to the front.
  return (await app.get(RunDue, { strict: false }).round({ kind: 'real' }, new Date())) === 0;
}

function partsOf({ app }: EngineApp): Parts {
  const functions = new Map<object, string>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { instance } of [...module.providers.values(), ...module.controllers.values()]) {
      if (typeof instance !== 'object' || instance === null) continue;
      const own = Object.entries(Object.getOwnPropertyDescriptors(instance));
      const names = own.filter(([, property]) => typeof property.value === 'function').map(([name]) => name);
      functions.set(instance, names.join());
    }
  }
  return { settings: JSON.stringify(app.get(Settings, { strict: false })), functions };
}
