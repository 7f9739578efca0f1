import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { isToBeRepeated, type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { PlansRepository } from '../../plans/index.js';
import {
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { EndMigration } from '../end-migration.js';
import { nextTry, type Obstacle, obstacleOfRefusal, refuse } from '../judge-row.js';
import { MigrateOne, type Outcome } from '../migrate-one.js';
import { MigrationRowsRepository } from '../migration-rows.repository.js';
import type { PlanMigration } from '../plan-migration.entity.js';
import type { PlanMigrationRow } from '../plan-migration-row.entity.js';
import { PlanMigrationsRepository } from '../plan-migrations.repository.js';

/**
 * Works migrations off, a subscription a transaction: what was done to it and what its row says of that are one
 * commit, so a process that dies leaves it as it was, and nobody holds the lock of more than one.
 */
@Injectable()
export class RunMigrations {
  private readonly logger = new Logger(RunMigrations.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly migrations: PlanMigrationsRepository,
    private readonly rows: MigrationRowsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly plans: PlansRepository,
    private readonly migrateOne: MigrateOne,
    private readonly end: EndMigration,
  ) {}

  /** How many were looked at, and how many migrations ended. */
  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    for (let done = 0; done < limit; done++) {
      const hadOne = await this.uow.run((tx) => this.next(tx, scope, now));
      if (hadOne) crashpoint('after-migration');
      else return done + (await this.finish(scope, now, limit));
    }
    return limit;
  }

  private async next(tx: Tx, scope: TimeScope, now: Date): Promise<boolean> {
    const row = await this.rows.claimDue(tx, scope, now);
    if (!row) return false;
    const { merchantId, subscriptionId } = row;
    const migration = await this.migrations.findById(tx, merchantId, row.migrationId);
    const subscription = migration.dryRun
      ? (await this.subscriptions.findById(tx, merchantId, subscriptionId))!
      : await this.subscriptions.lockById(tx, merchantId, subscriptionId);
    const outcome = await this.outcomeOf(tx, row, migration, subscription, now);
    await this.write(tx, row, migration, subscription, outcome, now);
    crashpoint('inside-migration');
    return true;
  }

  /** In a savepoint: of a change that throws in the middle nothing stays. */
  private async outcomeOf(
    tx: Tx,
    row: PlanMigrationRow,
    migration: PlanMigration,
    subscription: Subscription,
    now: Date,
  ): Promise<Outcome> {
    try {
      return await tx.transaction((inner) =>
        this.migrateOne.execute(inner, row, migration, { ...subscription }, now),
      );
    } catch (error) {
      // Else a deadlock would refuse a subscription for good.
      if (isToBeRepeated(error)) throw error;
      return { obstacle: this.obstacleOf(error as Error, subscription) };
    }
  }

  private obstacleOf(error: Error, { publicId }: Subscription): Obstacle {
    if (error instanceof AppError) return obstacleOfRefusal(error);
    this.logger.error({ err: error, subscription_id: publicId }, 'A subscription could not be migrated');
    return refuse('unforeseen', error.message.slice(0, 300));
  }

  private async write(
    tx: Tx,
    row: PlanMigrationRow,
    migration: PlanMigration,
    subscription: Subscription,
    { obstacle, patch }: Outcome,
    now: Date,
  ): Promise<void> {
    // What it had waited for before is no reason any more.
    const why = { reasonCode: obstacle?.code ?? null, reason: obstacle?.reason ?? null };
    const decided = { ...why, ...patch, runAt: null, decidedAt: now };
    if (!obstacle) return this.rows.update(tx, row, decided);
    if (obstacle.kind === 'wait') {
      const again = { ...patch, ...why, runAt: nextTry(row.tries, now), tries: row.tries + 1 };
      return this.rows.update(tx, row, { ...(migration.dryRun ? decided : again), state: 'waiting' });
    }
    await this.rows.update(tx, row, {
      ...decided,
      state: obstacle.kind === 'skip' ? 'unchanged' : 'refused',
    });
    if (migration.dryRun || obstacle.kind === 'skip') return;
    const plan = await this.plans.findById(tx, migration.merchantId, migration.planId);
    await this.lifecycle.tell(tx, subscription, 'subscription.migration_refused', now, {
      migration_id: migration.publicId,
      plan: plan?.name,
      reason_code: obstacle.code,
      reason: obstacle.reason,
    });
  }

  private finish(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const finished = await this.migrations.claimFinished(tx, scope, limit);
      for (const migration of finished) await this.end.execute(tx, migration, 'done', now);
      return finished.length;
    });
  }
}
