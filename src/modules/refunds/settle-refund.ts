import { Injectable } from '@nestjs/common';
import { crashpoint } from '../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, SettleCharge, SettlementContexts } from '../charges/index.js';
import { MerchantClock } from '../merchants/index.js';
import type { Refund } from './refund.entity.js';
import { RefundLifecycle } from './refund-lifecycle.js';
import { whatItMakesOf } from './hold-decision.js';
import type { RefundOutcome } from './refund-outcome.js';
import { RefundsRepository } from './refunds.repository.js';

/**
 * The one function through which anything that is learnt about a refund enters the books: row, ledger and event
 * in one transaction; of a capture or void also what it makes of its payment. Locks payment, then refund, in the
 * order that every path keeps.
 */
@Injectable()
export class SettleRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly lifecycle: RefundLifecycle,
    private readonly contexts: SettlementContexts,
    private readonly settleCharge: SettleCharge,
    private readonly clock: MerchantClock,
  ) {}

  execute(refund: Refund, outcome: RefundOutcome, by: NonNullable<Refund['settledBy']>): Promise<Refund> {
    return this.uow.run((tx) => this.within(tx, refund, outcome, by));
  }

  async within(
    tx: Tx,
    { merchantId, id, attemptId, kind }: Refund,
    outcome: RefundOutcome,
    by: NonNullable<Refund['settledBy']>,
  ): Promise<Refund> {
    const attempt = await this.lockPayment(tx, merchantId, attemptId, kind);
    const refund = await this.refunds.lockById(tx, merchantId, id);
    const moment = await this.clock.moment(tx, merchantId);
    const isNew = await this.lifecycle.settle(tx, refund, attempt, outcome, by, moment);
    if (isNew && kind !== 'refund' && refund.status === 'succeeded')
      await this.settleCharge.within(tx, attempt, whatItMakesOf(refund, attempt), by);
    if (isNew) crashpoint('inside-refund-settle');
    return refund;
  }
  /** What a capture pays stands above its payment in the order of locks: invoice, charge, subscription. */
  private async lockPayment(tx: Tx, merchantId: bigint, id: bigint, kind: Refund['kind']): Promise<Attempt> {
    if (kind === 'refund') return this.attempts.lockById(tx, merchantId, id);
    const [context] = await this.contexts.lock(tx, [(await this.attempts.findById(tx, merchantId, id))!]);
    return context!.attempt;
  }
}
