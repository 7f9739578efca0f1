import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';

import { codeOf, EmbeddedPostgresError } from './errors.js';
import { SUPERUSER } from './initdb.js';
import { LOOPBACK } from './port.js';
import type { Identity } from './run.js';

export interface Access {
  readonly clusterDir: string;
  readonly password: string;
  readonly identity: Identity | undefined;
}

const LOCK = 7_305_829_441;
const DATABASE = 'perennial';
const CONNECT_TIMEOUT_MS = 5_000;

/** Refused, starting up, shutting down, shut down under us: each passes, or the server's end is noticed. */
const PASSING = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300'];

function isPassing(error: unknown): boolean {
  return PASSING.includes(codeOf(error) ?? '') || /terminated|timeout|not queryable/i.test(String(error));
}

/**
 * One open connection per engine, holding a shared advisory lock for as long as the engine uses the server. The
 * last engine to leave gets the lock for itself and stops the server; one that is killed lets go without being
 * asked, because the server sees its socket close.
 */
export class Lease {
  private lost = false;

  private constructor(
    private client: pg.Client,
    private readonly access: Access,
    private readonly port: number,
  ) {
    client.on('error', () => (this.lost = true));
    client.on('end', () => (this.lost = true));
  }

  /** Undefined while the server does not let anybody in yet. */
  static async tryTake(access: Access, port: number): Promise<Lease | undefined> {
    const client = new pg.Client({
      host: LOOPBACK,
      port,
      user: SUPERUSER,
      password: access.password,
      database: 'postgres',
      // Said explicitly, or the environment's PGSSLMODE would decide.
      ssl: false,
      application_name: 'perennial lease',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    const lease = new Lease(client, access, port);
    try {
      await client.connect();
      await lease.proveOurs();
      await client.query('SELECT pg_advisory_lock_shared($1)', [LOCK]);
      // The lease alone must not keep a process alive which has nothing left to do.
      lease.keepsProcessAlive(false);
      return lease;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (PASSING.includes(codeOf(error) ?? '') || /terminated|timeout/i.test(String(error)))
        return undefined;
      throw lease.explain(error);
    }
  }

  private keepsProcessAlive(yes: boolean): void {
    // Both are part of pg's documented client, and missing from its types.
    const client = this.client as pg.Client & { ref(): void; unref(): void };
    if (yes) client.ref();
    else client.unref();
  }

  private explain(error: unknown): unknown {
    if (codeOf(error) !== '28P01' && codeOf(error) !== '28000') return error;
    return new EmbeddedPostgresError(
      `The PostgreSQL on ${LOOPBACK}:${this.port} refuses the password kept in ${this.access.clusterDir}.`,
    );
  }

  /**
   * The server must be able to read what we put into the data directory this very moment. A process id, a port
   * and even a password are the same in a copy of the directory, whose original may be the one running.
   */
  private async proveOurs(): Promise<void> {
    const name = `perennial.proof-${randomBytes(8).toString('hex')}`;
    const path = join(this.access.clusterDir, name);
    const secret = randomBytes(16).toString('hex');
    const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await handle.writeFile(secret);
      const { identity } = this.access;
      if (identity !== undefined) await handle.chown(identity.uid, identity.gid);
      const { rows } = await this.client.query<{ found: string | null }>(
        'SELECT pg_read_file($1, true) AS found',
        [name],
      );
      if (rows[0]?.found === secret) return;
    } finally {
      await handle.close();
      await rm(path, { force: true });
    }
    throw new EmbeddedPostgresError(
      `The PostgreSQL on ${LOOPBACK}:${this.port} works on other data than ${this.access.clusterDir}, ` +
        'which looks like a copy of it; delete postmaster.pid in the copy.',
    );
  }

  async ensureDatabase(): Promise<string> {
    const { rowCount } = await this.client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) {
      await this.client.query(`CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
        // Another engine made it between the two statements.
        if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
      });
    }
    return `postgres://${SUPERUSER}:${this.access.password}@${LOOPBACK}:${this.port}/${DATABASE}?sslmode=disable`;
  }

  /**
   * True when no other engine uses the server. The lock is then ours alone, and stays so until the server is
   * gone: an engine that comes now waits for it, and starts a server of its own.
   */
  async release(): Promise<boolean> {
    this.keepsProcessAlive(true);
    try {
      await this.client.query('SELECT pg_advisory_unlock_shared($1)', [LOCK]);
      const { rows } = await this.client.query<{ alone: boolean }>(
        'SELECT pg_try_advisory_lock($1) AS alone',
        [LOCK],
      );
      if (rows[0]?.alone === true) return true;
    } catch (error) {
      if (!this.lost && !isPassing(error)) throw error;
      return this.releaseAgain();
    }
    await this.end();
    return false;
  }

  /** Our connection is gone, and the lock with it: only the connection, or a server that is just stopping? */
  private async releaseAgain(): Promise<boolean> {
    await this.end();
    const again = await Lease.tryTake(this.access, this.port);
    if (again === undefined) return true;
    this.client = again.client;
    return again.release();
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}
