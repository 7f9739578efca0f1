import { Injectable } from '@nestjs/common';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type AccountSums, LedgerRepository } from '../ledger.repository.js';

export interface TrialBalance {
  date: string;
  timeZone: string;
  /** By currency and account. */
  rows: AccountSums[];
}

/** What stood in every account at the end of a day, and what moved on it. */
@Injectable()
export class ReadTrialBalance {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, asked?: string): Promise<TrialBalance> {
    return this.uow.read(async (tx) => {
      const { timeZone } = (await this.merchants.findById(tx, merchantId))!;
      const today = localDateOf(await this.clock.now(tx, merchantId), timeZone);
      const date = asked ?? today;
      if (date > today)
        throw AppError.field(
          'rule_violation',
          'date',
          `must be at most today, which is ${today} in ${timeZone}`,
        );
      return { date, timeZone, rows: await this.ledger.sumsUpTo(tx, merchantId, date, timeZone) };
    });
  }
}
