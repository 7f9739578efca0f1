import { Injectable } from '@nestjs/common';
import { dayMachine } from '../../../domain/day-report/day-states.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { DayLifecycle } from '../day-lifecycle.js';
import { DaysRepository } from '../days.repository.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';

/** Somebody wants a day compared with the file as it is now, whatever was found before. */
@Injectable()
export class RequestDay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly days: DaysRepository,
    private readonly lifecycle: DayLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, day: string): Promise<{ day: ReconciliationDay; now: Date }> {
    return this.uow.run(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      if (day >= now.toISOString().slice(0, 10)) {
        throw AppError.field(
          'rule_violation',
          'day',
          'must be over: its report is made when it has ended (UTC)',
        );
      }
      await this.days.insertIfAbsent(tx, merchantId, day, dayMachine.initial, now);
      const row = (await this.days.lockByDay(tx, merchantId, day))!;
      return { day: await this.lifecycle.runNow(tx, row, now), now };
    });
  }
}
