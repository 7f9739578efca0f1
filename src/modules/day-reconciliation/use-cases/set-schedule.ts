import { Injectable } from '@nestjs/common';
import { FILE_AFTER_HOURS } from '../../../domain/day-report/day-states.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { MerchantClock } from '../../merchants/index.js';
import { DaysRepository } from '../days.repository.js';
import type { ReconciliationSchedule } from '../staging.entities.js';
import { dayAfter } from './fetch-file.js';

const HOUR_MS = 3_600_000;

/** Begins or ends the nightly comparison. Begun, the first day is the present one. */
@Injectable()
export class SetSchedule {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly days: DaysRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, nightly: boolean): Promise<ReconciliationSchedule | null> {
    return this.uow.run(async (tx) => {
      if (!nightly) {
        await this.days.endSchedule(tx, merchantId);
        return null;
      }
      const today = (await this.clock.now(tx, merchantId)).toISOString().slice(0, 10);
      const end = Date.parse(`${dayAfter(today, 1)}T00:00:00Z`);
      const dueAt = new Date(end + FILE_AFTER_HOURS * HOUR_MS);
      await this.days.startSchedule(tx, { merchantId, nextDay: today, dueAt });
      return this.days.findSchedule(tx, merchantId);
    });
  }
}
