import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { PlanMigration } from './plan-migration.entity.js';
import { PlanMigrationRow } from './plan-migration-row.entity.js';

export const MIGRATION_ROWS_DUE: DueRows = { table: 'plan_migration_rows', column: 'run_at' };

/** Which subscriptions: those that have one of these prices and are not over, or a list. */
export type Reach = { priceIds: bigint[] } | { subscriptionIds: bigint[] };

const OPEN_ELSEWHERE = `(merchant_id, subscription_id) WHERE run_at IS NOT NULL AND NOT dry_run`;

@Injectable()
export class MigrationRowsRepository {
  /** In two statements, however many. How many there are. */
  async insertAll(tx: Tx, migration: PlanMigration, reach: Reach): Promise<number> {
    const { merchantId, id, dryRun, createdAt } = migration;
    const ids = 'priceIds' in reach ? reach.priceIds : reach.subscriptionIds;
    const parameters = [merchantId, id, dryRun, createdAt, ids];
    const chosen =
      'priceIds' in reach
        ? `SELECT DISTINCT s.id FROM subscription_items i
           JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
           WHERE i.merchant_id = $1 AND i.price_id = ANY ($5::bigint[]) AND i.removed_at IS NULL
             AND s.ended_at IS NULL`
        : `SELECT unnest($5::bigint[]) AS id`;
    await tx.query(
      `INSERT INTO plan_migration_rows (merchant_id, migration_id, subscription_id, dry_run, state, run_at)
       SELECT $1, $2, c.id, $3, 'pending', $4 FROM (${chosen}) c ORDER BY c.id
       ON CONFLICT ${OPEN_ELSEWHERE} DO NOTHING`,
      parameters,
    );
    // Those that wait in another migration: of two, the second would be decided on what the first will change.
    await tx.query(
      `INSERT INTO plan_migration_rows
         (merchant_id, migration_id, subscription_id, dry_run, state, decided_at, reason_code, reason)
       SELECT $1, $2, c.id, $3, 'refused', $4, 'other_migration', 'it waits in another migration; ask again once that is done'
       FROM (${chosen}) c ORDER BY c.id
       ON CONFLICT (merchant_id, migration_id, subscription_id) DO NOTHING`,
      parameters,
    );
    return tx.countBy(PlanMigrationRow, { merchantId, migrationId: id });
  }

  /** Locks the one that waits the longest, passing over those that another worker holds. */
  async claimDue(tx: Tx, scope: TimeScope, now: Date): Promise<PlanMigrationRow | null> {
    const [row] = await selectRows(
      tx,
      PlanMigrationRow,
      `WHERE t.run_at <= $1 AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.run_at, t.id FOR UPDATE SKIP LOCKED LIMIT 1`,
      [now, scopeParameter(scope)],
    );
    return row ?? null;
  }

  async update(
    tx: Tx,
    { merchantId, id }: PlanMigrationRow,
    patch: Partial<PlanMigrationRow>,
  ): Promise<void> {
    assertAffected(await tx.update(PlanMigrationRow, { merchantId, id }, patch), `migration row ${id}`);
  }

  /** Whether the subscription waits in a real migration. */
  waitsElsewhere(tx: Tx, { merchantId, subscriptionId }: PlanMigrationRow): Promise<boolean> {
    return tx
      .createQueryBuilder(PlanMigrationRow, 'r')
      .where('r.merchantId = :merchantId AND r.subscriptionId = :subscriptionId', {
        merchantId,
        subscriptionId,
      })
      .andWhere('r.runAt IS NOT NULL AND NOT r.dryRun')
      .getExists();
  }

  /** What is not decided stays as it is; waits for whoever decides about one at this moment. How many they were. */
  async cancelOpen(tx: Tx, { merchantId, id }: PlanMigration, at: Date): Promise<number> {
    const [, affected] = await tx.query<[unknown[], number]>(
      `UPDATE plan_migration_rows SET state = 'canceled', run_at = NULL, decided_at = $3
       WHERE merchant_id = $1 AND migration_id = $2 AND run_at IS NOT NULL`,
      [merchantId, id, at],
    );
    return affected;
  }
}
