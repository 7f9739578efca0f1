import { Injectable } from '@nestjs/common';
import { KEPT_DAYS } from '../../domain/day-report/day-states.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { updateRow } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { ReconciliationDay } from './reconciliation-day.entity.js';
import { ReconciliationSchedule, ReportDownload } from './staging.entities.js';

export const SCHEDULES_DUE: DueRows = { table: 'reconciliation_schedules', column: 'due_at' };
export const DAYS_DUE: DueRows = {
  table: 'reconciliation_days',
  column: 'next_run_at',
  where: 'next_run_at IS NOT NULL',
};

@Injectable()
export class DaysRepository {
  /** Of each schedule that is due its day, and the schedule goes on to the next. */
  async openScheduled(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<number> {
    const [{ count }] = await tx.query<[{ count: bigint }]>(
      `WITH due AS (
         SELECT merchant_id, next_day, due_at FROM reconciliation_schedules
         WHERE due_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT $3),
       opened AS (
         INSERT INTO reconciliation_days (merchant_id, day, status, next_run_at, created_at)
         SELECT merchant_id, next_day, 'open', due_at, $1 FROM due
         ON CONFLICT (merchant_id, day) DO NOTHING),
       moved AS (
         UPDATE reconciliation_schedules s SET next_day = s.next_day + 1, due_at = s.due_at + interval '24 hours'
         FROM due WHERE s.merchant_id = due.merchant_id RETURNING 1)
       SELECT count(*) FROM moved`,
      [now, scopeParameter(scope), limit],
    );
    return Number(count);
  }

  /** A day to compare, under a lease: a process that dies leaves it to the next one. */
  async claimDue(tx: Tx, scope: TimeScope, now: Date): Promise<ReconciliationDay | null> {
    const [rows] = await tx.query<[{ merchantId: bigint; id: bigint }[], number]>(
      `UPDATE reconciliation_days SET run = run + 1, lease_until = clock_timestamp() + interval '90 minutes'
       WHERE (merchant_id, id) IN (
         SELECT merchant_id, id FROM reconciliation_days
         WHERE next_run_at <= $1 AND (lease_until IS NULL OR lease_until < clock_timestamp())
           AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY next_run_at, id FOR UPDATE SKIP LOCKED LIMIT 1)
       RETURNING merchant_id AS "merchantId", id`,
      [now, scopeParameter(scope)],
    );
    return rows[0] ? tx.findOneByOrFail(ReconciliationDay, rows[0]) : null;
  }

  find(tx: Tx, merchantId: bigint, day: string): Promise<ReconciliationDay | null> {
    return tx.findOneBy(ReconciliationDay, { merchantId, day });
  }

  lockByDay(tx: Tx, merchantId: bigint, day: string): Promise<ReconciliationDay | null> {
    return tx.findOne(ReconciliationDay, {
      where: { merchantId, day },
      lock: { mode: 'for_no_key_update' },
    });
  }

  async insertIfAbsent(tx: Tx, merchantId: bigint, day: string, status: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO reconciliation_days (merchant_id, day, status, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (merchant_id, day) DO NOTHING`,
      [merchantId, day, status, now],
    );
  }

  /**
   * Days whose lines are about to go are compared again only with their file read anew: held against no lines, every
   * payment of them would be missing there. One that is being compared keeps its lines.
   */
  async wantFilesAnew(tx: Tx, { merchantId, day }: ReconciliationDay): Promise<void> {
    await tx.query(
      `UPDATE reconciliation_days SET wants_file = true
       WHERE merchant_id = $1 AND day < $2::date - $3::integer AND NOT wants_file
         AND (lease_until IS NULL OR lease_until < clock_timestamp())`,
      [merchantId, day, KEPT_DAYS],
    );
  }

  update(
    tx: Tx,
    { merchantId, id, day }: ReconciliationDay,
    patch: Partial<ReconciliationDay>,
  ): Promise<void> {
    return updateRow(tx, ReconciliationDay, { merchantId, id }, patch, `reconciliation day ${day}`);
  }

  page(
    tx: Tx,
    merchantId: bigint,
    filter: Partial<Pick<ReconciliationDay, 'status'>>,
    page: PageRequest,
  ): Promise<Page<ReconciliationDay>> {
    return pageOf(tx, ReconciliationDay, { merchantId, ...filter }, page);
  }

  findSchedule(tx: Tx, merchantId: bigint): Promise<ReconciliationSchedule | null> {
    return tx.findOneBy(ReconciliationSchedule, { merchantId });
  }

  async startSchedule(tx: Tx, schedule: ReconciliationSchedule): Promise<void> {
    await tx.query(
      `INSERT INTO reconciliation_schedules (merchant_id, next_day, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (merchant_id) DO NOTHING`,
      [schedule.merchantId, schedule.nextDay, schedule.dueAt],
    );
  }

  async endSchedule(tx: Tx, merchantId: bigint): Promise<void> {
    await tx.delete(ReconciliationSchedule, { merchantId });
  }

  /** One of the hour's downloads; false when there is none left. In turn, so that two cannot take the last one. */
  async takeDownload(tx: Tx, row: Omit<ReportDownload, 'id'>, most: number): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('report_downloads', $1))`, [
      row.merchantId,
    ]);
    const written = await tx.query<{ id: bigint }[]>(
      `INSERT INTO report_downloads (merchant_id, day, token, at)
       SELECT $1, $2, $3, $4::timestamptz WHERE (
         SELECT count(*) FROM report_downloads
         WHERE merchant_id = $1 AND at > $4::timestamptz - interval '1 hour') < $5
       RETURNING id`,
      [row.merchantId, row.day, row.token, row.at, most],
    );
    return written.length > 0;
  }
}
