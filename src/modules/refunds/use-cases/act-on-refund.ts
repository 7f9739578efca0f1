import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AttemptsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { nextRefundStep } from '../next-refund-step.js';
import type { Refund } from '../refund.entity.js';
import { RefundLooksRepository } from '../refund-looks.repository.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { LookAtRefunds } from './look-at-refunds.js';
import { SendRefund } from './send-refund.js';

/** Brings one refund a step further. Every step begins with a look at the platform: nothing is sent blindly. */
@Injectable()
export class ActOnRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly lookAtRefunds: LookAtRefunds,
    private readonly send: SendRefund,
    private readonly settle: SettleRefund,
    private readonly clock: MerchantClock,
  ) {}

  async execute(refund: Refund): Promise<void> {
    const { merchantId, id, attemptId } = refund;
    const attempt = (await this.uow.read((tx) => this.attempts.findById(tx, merchantId, attemptId)))!;
    const account = await this.lookAtRefunds.accountOf(merchantId);
    const sight = await this.lookAtRefunds.sightOf(refund, attempt, account);
    const moment = await this.uow.read((tx) => this.clock.moment(tx, merchantId));
    // The look itself may have ended it: what was given back at the platform leaves no room for it.
    const current = (await this.uow.read((tx) => this.refunds.findById(tx, merchantId, id)))!;
    if (current.status === refund.status) {
      const step = nextRefundStep(refund, sight, moment);
      if (step.do === 'send') await this.send.execute(refund, attempt, account);
      else if (step.do === 'wait')
        await this.uow.read((tx) => this.refunds.scheduleLook(tx, refund, step.at));
      else {
        const settled = await this.settle.execute(refund, step.outcome, 'look');
        if (settled.status === 'rejected') await this.lookElsewhere(settled, moment.now);
      }
    }
    await this.uow.read((tx) => this.refunds.release(tx, refund));
  }

  /** A stranger's refund may only now have room in the books; and who came first with a hold is found by a look. */
  private lookElsewhere({ kind, merchantId, attemptId }: Refund, at: Date): Promise<void> {
    const ledger = kind === 'refund' ? this.looks : this.attempts;
    return this.uow.read((tx) => ledger.hint(tx, merchantId, attemptId, at));
  }
}
