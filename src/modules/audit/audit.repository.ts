import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AuditRun } from './audit-run.entity.js';
import { type Check, PRESENT } from './check.js';

export interface Breach {
  merchantId: bigint;
  rows: number;
  /** The first few, as `public id: what is wrong`. */
  examples: string[];
}

/** Of one merchant, or of all when null. */
export interface AuditScope {
  merchantId: bigint | null;
  waitScale: number;
}

const EXAMPLES = 5;
/** Any constant will do; all engines must share it. */
const NIGHTLY_LOCK = 7_136_202_612;

@Injectable()
export class AuditRepository {
  /** First in a transaction of `breaches`: it cannot write, and may read for longer than a request may. */
  async onlyRead(tx: Tx): Promise<void> {
    await tx.query(`SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '15min'`);
  }

  async breaches(tx: Tx, check: Check, { merchantId, waitScale }: AuditScope): Promise<Breach[]> {
    const rows = await tx.query<{ merchant_id: bigint; rows: number; examples: string[] }[]>(
      `WITH present AS (${PRESENT}),
       breaches AS (${check.sql})
       SELECT merchant_id, count(*)::integer AS rows,
         (array_agg(subject || ': ' || detail ORDER BY subject))[1:${EXAMPLES}] AS examples
       FROM breaches WHERE $1::bigint IS NULL OR merchant_id = $1
       GROUP BY merchant_id ORDER BY merchant_id`,
      [merchantId, waitScale],
    );
    return rows.map((row) => ({ merchantId: row.merchant_id, rows: row.rows, examples: row.examples }));
  }

  /**
   * Begins the audits of merchants whose last one was a day ago. Whoever holds the lock is the only one who
   * looks; the statement after it sees all that the holder before has written, so none is begun twice. Who waited longest
   * comes first: one whose audit ends its process each time would else keep all behind it from ever being looked at.
   */
  async beginDue(tx: Tx, limit: number): Promise<AuditRun[]> {
    const [lock] = await tx.query<{ taken: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS taken', [
      NIGHTLY_LOCK,
    ]);
    if (!lock!.taken) return [];
    const begun = await tx.query<{ merchant_id: bigint; id: bigint }[]>(
      `INSERT INTO audit_runs (merchant_id, started_at)
       SELECT m.id, clock_timestamp() FROM merchants m
       WHERE NOT EXISTS (
         SELECT 1 FROM audit_runs r WHERE r.merchant_id = m.id
           AND r.started_at > clock_timestamp() - CASE WHEN r.finished_at IS NULL
             THEN interval '1 hour' ELSE interval '23 hours' END)
       ORDER BY (SELECT max(l.started_at) FROM audit_runs l WHERE l.merchant_id = m.id) NULLS FIRST, m.id
       LIMIT $1
       RETURNING merchant_id, id`,
      [limit],
    );
    return Promise.all(
      begun.map(({ merchant_id: merchantId, id }) => tx.findOneByOrFail(AuditRun, { merchantId, id })),
    );
  }

  /** The last one that came to its end, and the last that was begun. */
  async lastRuns(tx: Tx, merchantId: bigint): Promise<{ finished: AuditRun | null; begun: AuditRun | null }> {
    const newest = { order: { startedAt: 'DESC', id: 'DESC' } } as const;
    return {
      finished: await tx.findOne(AuditRun, { where: { merchantId, finishedAt: Not(IsNull()) }, ...newest }),
      begun: await tx.findOne(AuditRun, { where: { merchantId }, ...newest }),
    };
  }

  async finish(
    tx: Tx,
    { merchantId, id }: AuditRun,
    checks: number,
    findings: AuditRun['findings'],
  ): Promise<void> {
    const columns = { finishedAt: () => 'clock_timestamp()', checks, findings: findings ?? [] };
    assertAffected(await tx.update(AuditRun, { merchantId, id }, columns), `audit run ${id}`);
  }
}
