import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { after, type Attempt, AttemptsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { nextRefundStep, type RefundStep } from '../next-refund-step.js';
import type { Refund } from '../refund.entity.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import { RefundLooksRepository } from '../refund-looks.repository.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { LookAtRefunds } from './look-at-refunds.js';
import { SendRefund } from './send-refund.js';

/** What was refused and made all the same may show only later. */
const LOOK_AFTER_REFUSAL_MINUTES = 15;

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
    private readonly lifecycle: RefundLifecycle,
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
      if (step.do === 'send') {
        const settled = await this.send.execute(refund, attempt, account);
        const at = after(moment, { minutes: LOOK_AFTER_REFUSAL_MINUTES });
        // Not at once again: each look is two requests, and what stands in the way may stand there for days.
        if (settled === 'later') await this.uow.read((tx) => this.refunds.scheduleLook(tx, refund, at));
        else if (settled !== null && isRefused(settled)) await this.lookElsewhere(settled, at);
      } else if (step.do === 'wait') await this.wait(refund, attempt, step, moment.now);
      else {
        const settled = await this.settle.execute(refund, step.outcome, 'look');
        if (settled.status === 'rejected') await this.lookElsewhere(settled, moment.now);
      }
    }
    await this.uow.read((tx) => this.refunds.release(tx, refund));
  }

  private wait(
    refund: Refund,
    attempt: Attempt,
    { at, unseen }: Extract<RefundStep, { do: 'wait' }>,
    now: Date,
  ): Promise<unknown> {
    if (!unseen) return this.uow.read((tx) => this.refunds.scheduleLook(tx, refund, at));
    const { since, reason, isTold } = unseen;
    const seen = {
      unseenSince: since,
      unseenToldAt: isTold ? now : refund.unseenToldAt,
      statusReason: reason,
    };
    return this.uow.run(async (tx) => {
      const isStill = await this.refunds.scheduleLook(tx, refund, at, seen);
      if (isStill && isTold) await this.lifecycle.tellUnseen(tx, refund, attempt, reason, at, now);
    });
  }

  /** A stranger's refund may only now have room in the books; and who came first with a hold is found by a look. */
  private lookElsewhere({ kind, merchantId, attemptId }: Refund, at: Date): Promise<void> {
    const ledger = kind === 'refund' ? this.looks : this.attempts;
    return this.uow.read((tx) => ledger.hint(tx, merchantId, attemptId, at));
  }
}

/** Not taken, and no operation there that says so. */
function isRefused({ status, childId }: Refund): boolean {
  return status === 'rejected' && childId === null;
}
