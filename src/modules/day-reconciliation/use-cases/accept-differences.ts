import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { DayLifecycle } from '../day-lifecycle.js';
import { DaysRepository } from '../days.repository.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { DifferencesRepository } from '../differences.repository.js';
import type { AcceptDifferencesRequest } from '../dto/accept-differences.request.js';
import type { AcceptedResponse } from '../dto/accepted.response.js';

/** Rows in one transaction, which others wait for. */
const MOST = 2_000;

/** One word about all differences of a kind: a fee on every line of a day is one fact, not ten thousand. */
@Injectable()
export class AcceptDifferences {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly differences: DifferencesRepository,
    private readonly lifecycle: DifferenceLifecycle,
    private readonly days: DaysRepository,
    private readonly dayLifecycle: DayLifecycle,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, date: string, request: AcceptDifferencesRequest): Promise<AcceptedResponse> {
    const { type, evidence, decided_by: by } = request;
    return this.uow.run(async (tx) => {
      const rows = await this.differences.lockOpen(tx, { merchantId, day: date, type }, MOST);
      const day = await this.days.lockByDay(tx, merchantId, date);
      if (!day) throw AppError.notFound('day', date);
      const now = await this.clock.now(tx, merchantId);
      await this.lifecycle.acceptAll(tx, rows, { action: 'accept', by, evidence }, now);
      const left = await this.differences.countOpen(tx, { merchantId, day: date, type });
      if (rows.length === 0) return { accepted: 0, left };
      await this.dayLifecycle.decided(tx, day, await this.differences.countOpen(tx, day), now);
      await this.events.append(tx, merchantId, {
        type: 'reconciliation.differences_accepted',
        customerId: null,
        subscriptionId: null,
        occurredAt: now,
        data: { day: date, difference_type: type, count: rows.length, by, evidence },
      });
      return { accepted: rows.length, left };
    });
  }
}
