import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { PlansRepository } from '../../plans/index.js';
import {
  MigrationViewsRepository,
  type RowFilter,
  type RowView,
  type Totals,
} from '../migration-views.repository.js';
import type { PlanMigration } from '../plan-migration.entity.js';
import type { RowState } from '../plan-migration-row.entity.js';
import { PlanMigrationsRepository } from '../plan-migrations.repository.js';

export interface MigrationView {
  id: bigint;
  migration: PlanMigration;
  plan: string;
  counts: Map<RowState, number>;
  totals: Totals[];
}

@Injectable()
export class ReadMigrations {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly migrations: PlanMigrationsRepository,
    private readonly views: MigrationViewsRepository,
    private readonly plans: PlansRepository,
  ) {}

  get(merchantId: bigint, publicId: string): Promise<MigrationView> {
    return this.uow.read(async (tx) => this.view(tx, await this.find(tx, merchantId, publicId)));
  }

  list(merchantId: bigint, query: PageQuery): Promise<Page<MigrationView>> {
    return this.uow.read(async (tx) => {
      const { rows, nextId } = await this.migrations.page(tx, merchantId, toPageRequest(query));
      const views: MigrationView[] = [];
      for (const migration of rows) views.push(await this.view(tx, migration));
      return { rows: views, nextId };
    });
  }

  rows(merchantId: bigint, publicId: string, filter: RowFilter, query: PageQuery): Promise<Page<RowView>> {
    return this.uow.read(async (tx) => {
      const migration = await this.find(tx, merchantId, publicId);
      return this.views.rows(tx, migration, filter, toPageRequest(query));
    });
  }

  private async find(tx: Tx, merchantId: bigint, publicId: string): Promise<PlanMigration> {
    const found = await this.migrations.findByPublicId(tx, merchantId, publicId);
    if (!found) throw AppError.notFound('migration', publicId);
    return found;
  }

  private async view(tx: Tx, migration: PlanMigration): Promise<MigrationView> {
    const plan = (await this.plans.findById(tx, migration.merchantId, migration.planId))!;
    return {
      id: migration.id,
      migration,
      plan: plan.publicId,
      counts: await this.views.counts(tx, migration),
      totals: await this.views.totals(tx, migration),
    };
  }
}
