import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { MerchantClock } from '../../merchants/index.js';
import { type CoverageCounts, CoverageRepository, type QueuedPeriod, type Seam, type UnownedPeriod } from '../coverage.repository.js'; // prettier-ignore

export interface CoverageView {
  now: Date;
  counts: CoverageCounts;
  skipped: UnownedPeriod[];
  voided: UnownedPeriod[];
  queued: QueuedPeriod[];
  seams: Seam[];
}

@Injectable()
export class ReadCoverage {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly coverage: CoverageRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, limit: number): Promise<CoverageView> {
    return this.uow.read(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      return {
        now,
        counts: await this.coverage.counts(tx, merchantId, now),
        skipped: await this.coverage.unowned(tx, merchantId, 'skipped', limit),
        voided: await this.coverage.unowned(tx, merchantId, 'voided', limit),
        queued: await this.coverage.queued(tx, merchantId, now, limit),
        seams: await this.coverage.seams(tx, merchantId, limit),
      };
    });
  }
}
