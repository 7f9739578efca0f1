import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { DataSource } from 'typeorm';

import { AppModule } from '../../src/app.module.js';
import { configureApp, createAdapter } from '../../src/configure-app.js';
import { Clock, SystemClock } from '../../src/platform/clock/clock.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { createTestDatabase } from './template-database.js';

export interface EngineOptions {
  /** Another engine's database; one of its own when absent. */
  databaseUrl?: string;
  /** Lets a test disturb the time in which durations are measured. */
  clock?: Clock;
  /** Puts a test's own parts in the place of the engine's. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/**
 * The whole engine in the process of the test, over a database of its own, without its ticks: nothing
 * happens unless the test says so, and everything that does happen is the engine's own code.
 */
export class InProcessEngine {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly databaseUrl: string,
    /** Everything that was logged as an error. Most stories end by finding this empty. */
    readonly errors: string[],
    private readonly end: () => Promise<void>,
  ) {}

  static async start(options: EngineOptions = {}): Promise<InProcessEngine> {
    const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
    const databaseUrl = options.databaseUrl ?? database!.url;
    const errors: string[] = [];
    const dataDir = mkdtempSync(join(tmpdir(), 'perennial-in-process-'));
    const app = await createApp(databaseUrl, dataDir, options, errors);
    return new InProcessEngine(app, databaseUrl, errors, async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
      await database?.drop();
    });
  }

  get<T>(what: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.app.get(what, { strict: false });
  }

  /** Straight to the tables: for what no API shows, and for what no API would do. */
  sql<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.app.get(DataSource).query<Row[]>(text, parameters);
  }

  stop(): Promise<void> {
    return this.end();
  }
}

async function createApp(
  databaseUrl: string,
  dataDir: string,
  { clock = new SystemClock(), override = (builder) => builder }: EngineOptions,
  errors: string[],
): Promise<NestFastifyApplication> {
  // Role api: the ticks rest, and the test is the clock.
  const settings = readSettings({ ROLE: 'api', LOG_LEVEL: 'error', DATA_DIR: dataDir });
  const builder = Test.createTestingModule({
    imports: [AppModule.with({ settings, databaseUrl, encryptionKey: Buffer.alloc(32, 7) })],
  });
  const module = await override(builder)
    .overrideProvider(Clock)
    .useValue(clock)
    .setLogger(keeping(errors))
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter());
  await configureApp(app);
  await app.listen(0, '127.0.0.1');
  // Read each time a session is opened, so that webhooks find the port that was only now chosen.
  settings.PUBLIC_URL = await app.getUrl();
  return app;
}

/** A logger that is silent and forgets no error. */
function keeping(errors: string[]): LoggerService {
  const ignore = () => undefined;
  const keep = (...parts: unknown[]) => {
    // The log of requests tells a 503 as an error; the story that asked for it knows.
    if (parts.at(-1) !== 'http') errors.push(parts.map(describe).join(' '));
  };
  return { log: ignore, warn: ignore, debug: ignore, verbose: ignore, error: keep, fatal: keep };
}

function describe(part: unknown): string {
  if (part instanceof Error) return part.stack ?? part.message;
  if (typeof part !== 'object' || part === null) return String(part);
  return Object.entries(part)
    .map(
      ([name, value]) =>
        `${name}: ${value instanceof Error ? (value.stack ?? value.message) : String(value)}`,
    )
    .join(', ');
}
