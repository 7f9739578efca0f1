import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { EndMigration } from '../end-migration.js';
import { MigrationRowsRepository } from '../migration-rows.repository.js';
import { PlanMigrationsRepository } from '../plan-migrations.repository.js';

/** What is done stays, what is planned as well (each can be undone); nobody else is reached any more. */
@Injectable()
export class CancelMigration {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly migrations: PlanMigrationsRepository,
    private readonly rows: MigrationRowsRepository,
    private readonly end: EndMigration,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const migration = await this.migrations.findByPublicId(tx, merchantId, publicId);
      if (!migration) throw AppError.notFound('migration', publicId);
      if (migration.state === 'canceled') return;
      const now = await this.clock.now(tx, merchantId);
      // The rows first, as who works them off does.
      await this.rows.cancelOpen(tx, migration, now);
      if (await this.end.execute(tx, migration, 'canceled', now)) return;
      const { state } = await this.migrations.findById(tx, merchantId, migration.id);
      if (state !== 'canceled') {
        throw new AppError('conflict', `Migration ${publicId} is ${state} and cannot be canceled`);
      }
    });
  }
}
