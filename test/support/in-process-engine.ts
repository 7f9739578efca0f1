import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';

import { type AppParts, createEngineApp } from './engine-app.js';
import { giveBack, isOfferedToOthers, takeKept } from './kept-engine.js';
import { createTestDatabase } from './template-database.js';

export interface EngineOptions extends AppParts {
  /** Another engine's database; one of its own when absent. */
  databaseUrl?: string;
  /** Not the one that the worker keeps: for files that leave something behind which kept-engine.ts cannot see. */
  own?: boolean;
}

/**
 * The whole engine in the process of the test, over a database that is empty but for its migrations, without its
 * ticks: nothing happens unless the test says so, and everything that does happen is the engine's own code. It may
 * have served other files of this worker before: see docs/adr/0053.
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
    // A failure that goes away with TEST_OWN_ENGINES=1 is something that an earlier file has left.
    const { own = process.env.TEST_OWN_ENGINES === '1', databaseUrl, ...parts } = options;
    if (databaseUrl === undefined && !own && Object.keys(parts).length === 0) return this.kept();
    if (databaseUrl !== undefined) isOfferedToOthers(databaseUrl);
    return this.fresh(parts, databaseUrl);
  }

  private static async kept(): Promise<InProcessEngine> {
    const errors: string[] = [];
    const kept = await takeKept(errors);
    return new InProcessEngine(kept.app, kept.database.url, errors, () => giveBack(kept));
  }

  private static async fresh(parts: AppParts, shared?: string): Promise<InProcessEngine> {
    const database = shared === undefined ? await createTestDatabase() : null;
    const databaseUrl = shared ?? database!.url;
    const errors: string[] = [];
    const dataDir = mkdtempSync(join(tmpdir(), 'perennial-in-process-'));
    const { app } = await createEngineApp(databaseUrl, dataDir, parts, errors);
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
