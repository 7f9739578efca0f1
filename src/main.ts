import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppOptions } from './app.module.js';
import { giveWay } from './bootstrap/give-way.js';
import { ShortWaitsError } from './bootstrap/refuse-short-waits.js';
import { RootModule } from './bootstrap/root.module.js';
import { ensureSandboxMerchant, setOperationWebhook } from './bootstrap/sandbox-merchant.js';
import { type SimulatorProcess, startSimulator } from './bootstrap/simulator-process.js';
import { configureApp, createAdapter } from './configure-app.js';
import { ChargePipeline } from './modules/auto-debit/index.js';
import { WrongKeyError } from './modules/merchants/index.js';
import { armCrashpoint } from './platform/config/crashpoint.js';
import { prepareDataDir } from './platform/config/data-dir.js';
import { readSettings, type Settings, SettingsError } from './platform/config/settings.js';
import { DatabaseStartupError } from './platform/database/connect.js';
import { EmbeddedPostgresError } from './platform/database/embedded/index.js';
import { runMigrations } from './platform/database/migrate.js';
import { openDatabase } from './platform/database/open-database.js';
import { JsonLogger } from './platform/logging/index.js';
import { loadEncryptionKey } from './platform/security/encryption-key.js';

/** What was started, in order; ended in the opposite order. */
const toStop: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  const settings = readSettings();
  armCrashpoint(settings.CRASH_AT);
  await requireDataDir(settings);
  const database = await openDatabase(settings, say);
  toStop.push(() => database.stop());
  const applied = await runMigrations(database.url);
  say(applied.length > 0 ? `Applied ${applied.length} migration(s)` : 'The database is up to date');
  const simulator = settings.OTTU_BASE_URL === undefined ? await startSimulator(settings, say) : null;
  if (simulator) toStop.push(() => simulator.stop());
  const encryptionKey = loadEncryptionKey(settings.ENCRYPTION_KEY, settings.dataDir);
  const parts: AppOptions = { settings, databaseUrl: database.url, encryptionKey };
  await (settings.runsApi ? startApi(parts, simulator) : startWorker(parts, simulator));
}

async function startApi(parts: AppOptions, simulator: SimulatorProcess | null): Promise<void> {
  const { settings } = parts;
  const app = await NestFactory.create<NestFastifyApplication>(
    RootModule.with(parts),
    createAdapter(),
    nestOptions(settings),
  );
  toStop.push(() => app.close());
  await configureApp(app);
  const key = await sandboxKey(app, simulator);
  // Not by a worker: its own port, which nobody listens on, may be another.
  if (simulator) await setOperationWebhook(app, simulator);
  await app.listen(settings.PORT, settings.HOST);
  welcome(key);
  const url = `http://${settings.HOST}:${settings.PORT}`;
  say(`Perennial is ready at ${url} (role ${settings.ROLE}); the API is described at ${url}/docs`);
}

/** Without an HTTP server and its routes: nobody asks a worker anything, and they are a fifth of a start. */
async function startWorker(parts: AppOptions, simulator: SimulatorProcess | null): Promise<void> {
  giveWay();
  const app = await NestFactory.createApplicationContext(RootModule.with(parts), nestOptions(parts.settings));
  toStop.push(() => app.close());
  welcome(await sandboxKey(app, simulator));
  say(
    `Perennial worker is ready; it owns its attempts as ${app.get(ChargePipeline, { strict: false }).owner}`,
  );
}

async function sandboxKey(
  app: INestApplicationContext,
  simulator: SimulatorProcess | null,
): Promise<string | null> {
  return simulator ? ensureSandboxMerchant(app, simulator.url) : null;
}

function welcome(key: string | null): void {
  if (key) say(`Sandbox merchant created. Its API key, shown this once:\n\n    ${key}\n`);
}

function nestOptions({ LOG_LEVEL }: Settings) {
  return { logger: new JsonLogger(LOG_LEVEL), abortOnError: false };
}

/** Told before anything is started, in one line, instead of by whichever part writes there first. */
async function requireDataDir({ dataDir }: Settings): Promise<void> {
  try {
    await prepareDataDir(dataDir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `DATA_DIR ${dataDir} cannot be written (${code}); set DATA_DIR to a directory that can`,
    );
  }
}

class StartupError extends Error {}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken; set PORT to another`;
  const expected = [
    SettingsError,
    DatabaseStartupError,
    EmbeddedPostgresError,
    ShortWaitsError,
    StartupError,
    WrongKeyError,
  ].some((c) => error instanceof c);
  if (expected) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

let stopping: Promise<void> | undefined;

/** Ends what was started; a second signal waits for the same end. */
function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    for (const end of toStop.reverse()) {
      await end().catch((error: unknown) => process.stderr.write(`${explain(error)}\n`));
    }
    process.exit(exitCode);
  })();
  return stopping;
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  void stop(1);
});
