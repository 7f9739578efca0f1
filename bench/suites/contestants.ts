import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from '../../test/torture/program.js';
import { until } from '../data/due.js';
import type { HttpTask } from '../floors/http.js';
import type { SqlTask } from '../floors/sql.js';
import { Meter } from '../measure/meter.js';
import type { Run } from '../measure/run.js';
import type { Stage } from '../stage/stage.js';
import { TYPESCRIPT } from '../stage/typescript.js';
import { WrongBooks } from '../proof.js';

/** Rows a transaction of the SQL floor. */
const BATCH = 500;
/** As many as the engine's, for their compilers too. */
const WARM_UP = 2_000;

/** What the engine is held against. Each takes part in the same round, on the same machine and gateway. */
export class Contestants {
  constructor(private readonly stage: Stage) {}

  async http(renewals: number, inFlight: number, connections: 'kept' | 'fresh'): Promise<Run> {
    const { gateway } = this.stage;
    const { create, charge } = await gateway.samples();
    if (!create || !charge)
      throw new Error('The HTTP floor sends what the engine sends; let the engine go first');
    const task: HttpTask = { ...this.task(renewals, inFlight), create, charge, connections };
    const run = await this.process('floor-http', ['floors', 'http.ts'], task);
    await gateway.forget();
    return run;
  }

  sql(renewals: number): Promise<Run> {
    const task: SqlTask = {
      ...this.task(renewals, 1),
      merchantId: String(this.stage.floor.id),
      batch: BATCH,
    };
    return this.process('floor-sql', ['floors', 'sql.ts'], task);
  }

  async naive(renewals: number): Promise<Run> {
    const program = this.launch('naive', ['naive', 'main.ts'], {
      DATABASE_URL: this.stage.databaseUrl,
      OTTU_BASE_URL: this.stage.gateway.url,
    });
    try {
      if (!(await program.said(/ is ready/)))
        throw new Error('The naive worker did not start; see naive.log');
      await this.naiveRun(program, Math.min(200, renewals));
      return await this.naiveRun(program, renewals);
    } finally {
      await program.end();
    }
  }

  private async naiveRun(program: Program, count: number): Promise<Run> {
    const { db, gateway } = this.stage;
    const { rows } = await db.query<{ mark: number; at: Date }>(
      `WITH due AS (
         UPDATE naive.subscriptions SET next_billing_at = now() + interval '1 second' WHERE id IN (
           SELECT id FROM naive.subscriptions ORDER BY md5(id::text || now()::text) LIMIT $1) RETURNING next_billing_at)
       SELECT (SELECT max(id) FROM naive.invoices) AS mark, max(next_billing_at) AS at FROM due`,
      [count],
    );
    const { mark, at } = rows[0]!;
    await until(new Date(at.getTime() - 50));
    const meter = new Meter(this.stage, [program.pid]);
    for (let charges = 0; charges < count; { charges } = await gateway.stats()) {
      if (!program.isAlive) throw new Error('The naive worker ended by itself; see naive.log');
      await sleep(50);
    }
    const found = await this.naivePaid(mark, count);
    const run = { renewals: count, seconds: found.seconds, cpu: meter.used() };
    const { doubles } = await gateway.stats();
    if (doubles > 0) throw new WrongBooks('The naive worker charged twice');
    await gateway.forget();
    return run;
  }

  private async naivePaid(mark: number, count: number): Promise<{ seconds: number }> {
    for (;;) {
      const { rows } = await this.stage.db.query<{ paid: number; moved: number; seconds: number }>(
        `SELECT count(paid_at)::int AS paid,
           (SELECT count(*)::int FROM naive.subscriptions WHERE next_billing_at < now()) AS moved,
           extract(epoch FROM max(paid_at) - min(created_at))::float8 AS seconds
         FROM naive.invoices WHERE id > $1`,
        [mark],
      );
      if (rows[0]!.paid === count && rows[0]!.moved === 0) return rows[0]!;
      await sleep(50);
    }
  }

  private task(renewals: number, inFlight: number) {
    const { gateway, databaseUrl, postmaster } = this.stage;
    const warmUp = Math.min(WARM_UP, renewals);
    return {
      gatewayUrl: gateway.url,
      gatewayPid: gateway.pid,
      databaseUrl,
      postmaster,
      renewals,
      warmUp,
      inFlight,
    };
  }

  private async process(name: string, path: string[], task: object): Promise<Run> {
    const program = this.launch(name, path, { TASK: JSON.stringify(task) });
    const { code, lastWords } = await program.exited;
    const line = /^RUN (.+)$/m.exec(lastWords)?.[1];
    if (code !== 0 || line === undefined) throw new Error(`${name} ended with code ${code}:\n${lastWords}`);
    return JSON.parse(line) as Run;
  }

  private launch(name: string, path: string[], environment: Record<string, string>): Program {
    const entry = join(import.meta.dirname, '..', ...path);
    return new Program(name, [...TYPESCRIPT, entry], environment, join(this.stage.directory, `${name}.log`));
  }
}
