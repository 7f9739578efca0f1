import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Page, type PageRequest, toPage } from '../../platform/http/page.js';
import type { PlanMigration } from './plan-migration.entity.js';
import type { RowState } from './plan-migration-row.entity.js';

/** A row with the names of what it points at. */
export interface RowView {
  id: bigint;
  subscription: string;
  state: RowState;
  reason_code: string | null;
  reason: string | null;
  effective_at: Date | null;
  currency: string | null;
  before_minor: bigint | null;
  after_minor: bigint | null;
  charge_minor: bigint | null;
  credit_minor: bigint | null;
  invoice: string | null;
  scheduled_change: string | null;
  scheduled_change_status: string | null;
  run_at: Date | null;
  decided_at: Date | null;
}

export interface Totals {
  currency: string;
  subscriptions: number;
  before_minor: bigint;
  after_minor: bigint;
  charge_minor: bigint;
  credit_minor: bigint;
}

export interface RowFilter {
  state: RowState | null;
  subscription: string | null;
}

/** What is shown of migrations. */
@Injectable()
export class MigrationViewsRepository {
  async counts(tx: Tx, { merchantId, id }: PlanMigration): Promise<Map<RowState, number>> {
    const rows = await tx.query<{ state: RowState; count: number }[]>(
      `SELECT state, count(*)::integer AS count FROM plan_migration_rows
       WHERE merchant_id = $1 AND migration_id = $2 GROUP BY state`,
      [merchantId, id],
    );
    return new Map(rows.map(({ state, count }) => [state, count]));
  }

  /** Of those that were changed, or are to be. */
  totals(tx: Tx, { merchantId, id }: PlanMigration): Promise<Totals[]> {
    return tx.query<Totals[]>(
      `SELECT currency, count(*)::integer AS subscriptions, sum(before_minor)::bigint AS before_minor,
         sum(after_minor)::bigint AS after_minor, sum(charge_minor)::bigint AS charge_minor,
         sum(credit_minor)::bigint AS credit_minor
       FROM plan_migration_rows
       WHERE merchant_id = $1 AND migration_id = $2 AND state IN ('changed', 'planned')
       GROUP BY currency ORDER BY currency`,
      [merchantId, id],
    );
  }

  /** The newest first, as in every list. */
  async rows(
    tx: Tx,
    { merchantId, id }: PlanMigration,
    { state, subscription }: RowFilter,
    page: PageRequest,
  ): Promise<Page<RowView>> {
    const rows = await tx.query<RowView[]>(
      `SELECT r.id, s.public_id AS subscription, r.state, r.reason_code, r.reason, r.effective_at, r.currency,
         r.before_minor, r.after_minor, r.charge_minor, r.credit_minor, i.public_id AS invoice,
         c.public_id AS scheduled_change, c.status AS scheduled_change_status, r.run_at, r.decided_at
       FROM plan_migration_rows r
       JOIN subscriptions s ON s.merchant_id = r.merchant_id AND s.id = r.subscription_id
       LEFT JOIN invoices i ON i.merchant_id = r.merchant_id AND i.id = r.invoice_id
       LEFT JOIN scheduled_changes c ON c.merchant_id = r.merchant_id AND c.id = r.scheduled_change_id
       WHERE r.merchant_id = $1 AND r.migration_id = $2 AND ($3::text IS NULL OR r.state = $3)
         AND ($4::text IS NULL OR s.public_id = $4) AND ($5::bigint IS NULL OR r.id < $5)
       ORDER BY r.id DESC LIMIT $6`,
      [merchantId, id, state, subscription, page.beforeId, page.limit + 1],
    );
    return toPage(rows, page.limit);
  }
}
