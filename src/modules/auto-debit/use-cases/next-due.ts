import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../../cards/index.js';
import { AttemptsRepository, ChargesRepository, later } from '../../charges/index.js';
import { CardSetupsRepository, UNSTARTED_HOURS } from '../../checkout/index.js';
import { DueInvoicesRepository } from '../../invoices/index.js';
import { BreakersRepository, BudgetsRepository } from '../../safeguards/index.js';
import { RefundLooksRepository, RefundsRepository } from '../../refunds/index.js';
import { DueSubscriptionsRepository } from '../../subscriptions/index.js';

/** When, for one merchant, the next thing becomes due. Every clock of the engine has its line here. */
@Injectable()
export class NextDue {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueSubscriptionsRepository,
    private readonly invoices: DueInvoicesRepository,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly budgets: BudgetsRepository,
    private readonly breakers: BreakersRepository,
    private readonly refunds: RefundsRepository,
    private readonly refundLooks: RefundLooksRepository,
  ) {}

  after(merchantId: bigint, now: Date): Promise<Date | null> {
    return this.uow.read(async (tx) => {
      const unstarted = await this.due.nextUnstartedAfter(
        tx,
        merchantId,
        later(now, { hours: -UNSTARTED_HOURS }),
      );
      const instants = [
        await this.due.nextDueAfter(tx, merchantId, now),
        await this.invoices.nextDueAfter(tx, merchantId, now),
        await this.charges.nextDueAfter(tx, merchantId, now),
        await this.attempts.nextDueAfter(tx, merchantId, now),
        await this.setups.nextDueAfter(tx, merchantId, now),
        await this.agreements.nextReviewAfter(tx, merchantId, now),
        await this.budgets.nextDueAfter(tx, merchantId, now),
        await this.breakers.nextDueAfter(tx, merchantId, now),
        await this.refunds.nextDueAfter(tx, merchantId, now),
        await this.refundLooks.nextDueAfter(tx, merchantId, now),
        unstarted && later(unstarted, { hours: UNSTARTED_HOURS }),
      ].filter((at) => at !== null);
      return instants.length === 0 ? null : instants.reduce((a, b) => (a < b ? a : b));
    });
  }
}
