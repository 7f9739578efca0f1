import { PlanMigration } from './plan-migration.entity.js';
import { PlanMigrationRow } from './plan-migration-row.entity.js';

export { PlanMigrationsModule } from './plan-migrations.module.js';
export { MIGRATION_ROWS_DUE } from './migration-rows.repository.js';
export { MIGRATIONS_RUNNING } from './plan-migrations.repository.js';
export { RunMigrations } from './use-cases/run-migrations.js';
export const PLAN_MIGRATION_ENTITIES = [PlanMigration, PlanMigrationRow];
