import { Injectable } from '@nestjs/common';
import { crashpoint } from '../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { AttemptsRepository } from '../charges/index.js';
import { MerchantClock } from '../merchants/index.js';
import type { Refund } from './refund.entity.js';
import { RefundLifecycle } from './refund-lifecycle.js';
import type { RefundOutcome } from './refund-outcome.js';
import { RefundsRepository } from './refunds.repository.js';

/**
 * The one function through which anything that is learnt about a refund enters the books: row, ledger and event
 * in one transaction. Locks payment, then refund, in the order that every path keeps.
 */
@Injectable()
export class SettleRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly lifecycle: RefundLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  execute(refund: Refund, outcome: RefundOutcome, by: NonNullable<Refund['settledBy']>): Promise<Refund> {
    return this.uow.run((tx) => this.within(tx, refund, outcome, by));
  }

  async within(
    tx: Tx,
    { merchantId, id, attemptId }: Refund,
    outcome: RefundOutcome,
    by: NonNullable<Refund['settledBy']>,
  ): Promise<Refund> {
    const attempt = await this.attempts.lockById(tx, merchantId, attemptId);
    const refund = await this.refunds.lockById(tx, merchantId, id);
    const moment = await this.clock.moment(tx, merchantId);
    const isNew = await this.lifecycle.settle(tx, refund, attempt, outcome, by, moment);
    if (isNew) crashpoint('inside-refund-settle');
    return refund;
  }
}
