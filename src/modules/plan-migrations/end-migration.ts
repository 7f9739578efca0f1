import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { PlansRepository } from '../plans/index.js';
import { MigrationViewsRepository } from './migration-views.repository.js';
import type { PlanMigration } from './plan-migration.entity.js';
import { PlanMigrationsRepository } from './plan-migrations.repository.js';

/** A migration is over, done or stopped, and is told with what became of it. */
@Injectable()
export class EndMigration {
  constructor(
    private readonly migrations: PlanMigrationsRepository,
    private readonly views: MigrationViewsRepository,
    private readonly plans: PlansRepository,
    private readonly events: EventsRepository,
  ) {}

  async execute(tx: Tx, migration: PlanMigration, state: 'done' | 'canceled', at: Date): Promise<boolean> {
    if (!(await this.migrations.end(tx, migration, state, at))) return false;
    if (migration.dryRun) return true;
    const { merchantId, publicId, planId } = migration;
    const plan = (await this.plans.findById(tx, merchantId, planId))!;
    const counts = Object.fromEntries(await this.views.counts(tx, migration));
    await this.events.append(tx, merchantId, {
      type: state === 'done' ? 'plan.migration_finished' : 'plan.migration_canceled',
      customerId: null,
      subscriptionId: null,
      occurredAt: at,
      data: { migration_id: publicId, plan_id: plan.publicId, plan: plan.name, ...counts },
    });
    return true;
  }
}
