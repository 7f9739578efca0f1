import type { Client } from 'pg';
import { Clock } from '../../src/platform/clock/clock.js';
import { actAs, currentScope } from './actor.js';
import type { Scheduler } from './scheduler.js';

/** The clock of the machine that the code of this moment runs on. Its timers sleep with a paused process. */
export class VirtualClock extends Clock {
  constructor(private readonly scheduler: () => Scheduler) {
    super();
  }

  now(): Date {
    return new Date(this.scheduler().now + currentScope().actor.skewMs);
  }

  monotonicMs(): number {
    return this.scheduler().now;
  }

  startTimer(ms: number, work: () => void): () => void {
    const { actor, task } = currentScope();
    const scheduler = this.scheduler();
    return scheduler.plan(scheduler.now + ms, actor, 'timer', () => actAs(actor, task, work), true);
  }
}

/** `clock_timestamp()` and `now()` of one database: found before PostgreSQL's own, since their schema is. */
const VIRTUAL_TIME = `
  CREATE SCHEMA simulation;
  CREATE TABLE simulation.clock (instant timestamptz NOT NULL);
  INSERT INTO simulation.clock VALUES ('epoch');
  CREATE FUNCTION simulation.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT instant FROM simulation.clock';
  CREATE FUNCTION simulation.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT instant FROM simulation.clock';`;

/** What would decide for itself when to work, or in which order to answer. */
const HELD_STILL = `
  DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('ALTER TABLE public.%I SET (autovacuum_enabled = false)', one.tablename);
    END LOOP;
    FOR one IN VALUES ('search_path', 'simulation, pg_catalog, public'), ('jit', 'off'),
        ('max_parallel_workers_per_gather', '0'), ('synchronous_commit', 'off') LOOP
      EXECUTE format('ALTER DATABASE %I SET %s = %s', current_database(), one.column1, one.column2);
    END LOOP;
  END $$;`;

/** The database's clock, which measures leases: it follows virtual time. */
export class DatabaseClock {
  private shown = -1;

  constructor(private readonly client: Client) {}

  /** Before the engine connects: a connection keeps the search path it was born with. */
  async install(): Promise<void> {
    await this.client.query(VIRTUAL_TIME);
    await this.client.query(HELD_STILL);
  }

  async show(now: number): Promise<void> {
    if (now === this.shown) return;
    this.shown = now;
    await this.client.query('UPDATE simulation.clock SET instant = $1', [new Date(now)]);
  }
}
