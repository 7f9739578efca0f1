import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { MerchantClock } from '../../merchants/index.js';
import { DaysRepository } from '../days.repository.js';
import { DifferencesRepository } from '../differences.repository.js';
import type { DaysQuery } from '../dto/days.query.js';
import type { DifferencesQuery } from '../dto/differences.query.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import type { ReportDifference } from '../report-difference.entity.js';

@Injectable()
export class ReadDays {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly days: DaysRepository,
    private readonly differences: DifferencesRepository,
    private readonly clock: MerchantClock,
  ) {}

  list(merchantId: bigint, query: DaysQuery): Promise<Page<ReconciliationDay>> {
    const filter = query.status === undefined ? {} : { status: query.status };
    return this.uow.read((tx) => this.days.page(tx, merchantId, filter, toPageRequest(query)));
  }

  async listDifferences(
    merchantId: bigint,
    query: DifferencesQuery,
  ): Promise<{ page: Page<ReportDifference>; now: Date }> {
    const { day, type, status, owner } = query;
    const filter = Object.fromEntries(
      Object.entries({ day, type, status, owner }).filter(([, value]) => value !== undefined),
    );
    return this.uow.read(async (tx) => ({
      page: await this.differences.page(tx, merchantId, filter, toPageRequest(query)),
      now: await this.clock.now(tx, merchantId),
    }));
  }
}
