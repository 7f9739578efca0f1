import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { registerPgTypes } from '../../src/platform/database/pg-types.js';
import { isRunning } from '../support/processes.js';

const PATIENCE_MS = 60_000;

/** A PostgreSQL of the run's own, with fsync on, that can be knocked over and set up again. */
export class Cluster {
  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(dataDir: string): Promise<Cluster> {
    registerPgTypes();
    return new Cluster(
      dataDir,
      await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: true }),
    );
  }

  /** Straight to the server, for the driver alone. */
  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  /** Ends as with a power cut, but for what the operating system has in its cache; then recovers. */
  async knockOver(): Promise<void> {
    const pid = Number(readFileSync(join(this.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    const end = Date.now() + PATIENCE_MS;
    while (isRunning(pid) && Date.now() < end) await sleep(20);
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir, log: () => undefined, durable: true });
  }

  /** Throws out some of the engine's connections in the middle of whatever they do. */
  async terminate(most: number): Promise<number> {
    const rows = await this.query<{ done: boolean }>(
      `SELECT pg_terminate_backend(pid) AS done FROM (
         SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'perennial-%' AND application_name <> 'perennial lease'
         ORDER BY random() LIMIT $1) victims`,
      [most],
    );
    return rows.length;
  }

  /** One statement; tried again while the server is down, for a driver must outlive what it does to others. */
  async query<T extends object>(text: string, parameters: unknown[] = []): Promise<T[]> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const client = new pg.Client({
        connectionString: this.url,
        application_name: 'torture',
        connectionTimeoutMillis: 5_000,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<T>(text, parameters)).rows;
      } catch (error) {
        if (Date.now() > end || !isOutage(error)) throw error;
        await sleep(100);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function isOutage(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string };
  return /^(57P|08|ECONN|EPIPE)/.test(code) || /terminated|timeout/i.test(message);
}
