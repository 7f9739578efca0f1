import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { PlanMigration } from './plan-migration.entity.js';

/** The last one of its rows may be decided, and a migration of nobody has none. */
export const MIGRATIONS_RUNNING: DueRows = {
  table: 'plan_migrations',
  column: 'created_at',
  where: `state = 'running'`,
};

export type NewPlanMigration = Omit<
  PlanMigration,
  'id' | 'publicId' | 'state' | 'subscriptions' | 'finishedAt'
>;

@Injectable()
export class PlanMigrationsRepository {
  async insert(tx: Tx, row: NewPlanMigration): Promise<PlanMigration> {
    const migration = Object.assign(new PlanMigration(), row, {
      publicId: newId('planMigration'),
      state: 'running' as const,
      subscriptions: 0,
      finishedAt: null,
    });
    await tx.insert(PlanMigration, migration);
    return migration;
  }

  async setSize(tx: Tx, migration: PlanMigration, subscriptions: number): Promise<void> {
    const { merchantId, id } = migration;
    assertAffected(await tx.update(PlanMigration, { merchantId, id }, { subscriptions }), `migration ${id}`);
    Object.assign(migration, { subscriptions });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<PlanMigration | null> {
    return tx.findOneBy(PlanMigration, { merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<PlanMigration | null> {
    return tx.findOneBy(PlanMigration, { merchantId, idempotencyKey });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<PlanMigration> {
    return tx.findOneByOrFail(PlanMigration, { merchantId, id });
  }

  page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<PlanMigration>> {
    return pageOf(tx, PlanMigration, { merchantId }, page);
  }

  /** Locks those that run and have nothing left to do. */
  claimFinished(tx: Tx, scope: TimeScope, limit: number): Promise<PlanMigration[]> {
    return selectRows(
      tx,
      PlanMigration,
      `WHERE t.state = 'running' AND ${scopeCondition(scope, 't.merchant_id', '$1')}
         AND NOT EXISTS (
           SELECT 1 FROM plan_migration_rows r
           WHERE r.merchant_id = t.merchant_id AND r.migration_id = t.id AND r.run_at IS NOT NULL)
       ORDER BY t.id FOR UPDATE SKIP LOCKED LIMIT $2`,
      [scopeParameter(scope), limit],
    );
  }

  /** False when it had ended already. */
  async end(tx: Tx, migration: PlanMigration, state: 'done' | 'canceled', at: Date): Promise<boolean> {
    const { merchantId, id } = migration;
    const where = { merchantId, id, state: 'running' as const };
    const { affected } = await tx.update(PlanMigration, where, { state, finishedAt: at });
    if (affected === 1) Object.assign(migration, { state, finishedAt: at });
    return affected === 1;
  }
}
