import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PlansModule } from '../plans/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { ChoosePairs } from './choose-pairs.js';
import { EndMigration } from './end-migration.js';
import { MigrateOne } from './migrate-one.js';
import { MigrationRowsRepository } from './migration-rows.repository.js';
import { MigrationViewsRepository } from './migration-views.repository.js';
import { PlanMigrationsController } from './plan-migrations.controller.js';
import { PlanMigrationsRepository } from './plan-migrations.repository.js';
import { ReachRepository } from './reach.repository.js';
import { CancelMigration } from './use-cases/cancel-migration.js';
import { ReadMigrations } from './use-cases/read-migrations.js';
import { RunMigrations } from './use-cases/run-migrations.js';
import { StartMigration } from './use-cases/start-migration.js';

@Module({
  imports: [MerchantsModule, PlansModule, SubscriptionsModule, ChangesModule],
  controllers: [PlanMigrationsController],
  providers: [
    CancelMigration,
    ChoosePairs,
    EndMigration,
    MigrateOne,
    MigrationRowsRepository,
    MigrationViewsRepository,
    PlanMigrationsRepository,
    ReachRepository,
    ReadMigrations,
    RunMigrations,
    StartMigration,
  ],
  exports: [RunMigrations],
})
export class PlanMigrationsModule {}
