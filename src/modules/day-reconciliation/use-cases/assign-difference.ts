import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { DifferencesRepository } from '../differences.repository.js';
import type { ReportDifference } from '../report-difference.entity.js';

/** Somebody takes a difference, or it is given to them; the last one named has it. */
@Injectable()
export class AssignDifference {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly differences: DifferencesRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    publicId: string,
    owner: string,
  ): Promise<{ difference: ReportDifference; now: Date }> {
    return this.uow.run(async (tx) => {
      const difference = await this.differences.lockByPublicId(tx, merchantId, publicId);
      if (!difference) throw AppError.notFound('difference', publicId);
      const now = await this.clock.now(tx, merchantId);
      const patch = { owner, assignedAt: now };
      await this.differences.update(tx, difference, patch);
      return { difference: Object.assign(difference, patch), now };
    });
  }
}
