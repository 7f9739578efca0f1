import { Injectable, Logger } from '@nestjs/common';
import { refundMachine } from '../../../domain/refund/refund-states.js';
import { next } from '../../../domain/state-machine.js';
import {
  type GatewayAccount,
  type HoldAnswer,
  type HoldOperation,
  PaymentGateway,
  type RefundAnswer,
  type Trouble,
} from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { Waits } from '../../../platform/config/waits.js';
import {
  brokenConstraint,
  CommitUncertainError,
  type Tx,
  UnitOfWork,
} from '../../../platform/database/unit-of-work.js';
import {
  type Attempt,
  amountOfAttempt,
  AttemptsRepository,
  MOST_DELAY_BEFORE_SEND_MS,
} from '../../charges/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Refund } from '../refund.entity.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import type { RefundOutcome } from '../refund-outcome.js';
import { saidOf } from '../next-refund-step.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { LookAtRefunds } from './look-at-refunds.js';

/** Commits to sending, sends once, settles. Whatever happens in between, the row says enough to ask. */
@Injectable()
export class SendRefund {
  private readonly logger = new Logger(SendRefund.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly attempts: AttemptsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly refunds: RefundsRepository,
    private readonly lifecycle: RefundLifecycle,
    private readonly merchantClock: MerchantClock,
    private readonly clock: Clock,
    private readonly settle: SettleRefund,
    private readonly lookAtRefunds: LookAtRefunds,
    private readonly waits: Waits,
  ) {}

  /** As it is settled; null when nothing was sent, and `later` when nothing can be sent for a while. */
  async execute(refund: Refund, attempt: Attempt, account: GatewayAccount): Promise<Refund | null | 'later'> {
    crashpoint('before-refund-sent');
    const isRepeat = refund.status !== 'requested';
    const committedAt = await this.commitToSend(refund, attempt);
    if (committedAt === null || committedAt === 'later') return committedAt;
    if (typeof committedAt === 'object') return this.settle.execute(refund, committedAt, 'look');
    crashpoint('after-refund-sent');
    if (this.clock.monotonicMs() - committedAt > this.waits.ms(MOST_DELAY_BEFORE_SEND_MS)) {
      const message = 'the process was paused before the call; nothing was sent';
      return this.settle.execute(refund, unknown(message), 'answer');
    }
    const answer = await this.call(refund, attempt, account);
    crashpoint('after-refund-answer');
    return this.settle.execute(
      refund,
      await this.outcomeOf(answer, refund, attempt, account, isRepeat),
      'answer',
    );
  }

  private call(
    refund: Refund,
    attempt: Attempt,
    account: GatewayAccount,
  ): Promise<RefundAnswer | HoldAnswer> {
    const request = {
      sessionId: attempt.sessionId!,
      orderNo: attempt.orderNo,
      amount: amountOfAttempt({ ...attempt, amountMinor: refund.amountMinor }),
      trackingKey: refund.publicId,
    };
    return refund.kind === 'refund'
      ? this.gateway.refund(account, request)
      : this.gateway.decideHold(account, refund.kind, request);
  }

  /**
   * When it was committed to, by the monotonic clock; or null when nothing may be sent: then the row decides, and a look
   * finds out, `later` where what is in the way may stay. Or what became of it, without anything being sent.
   */
  private async commitToSend(
    refund: Refund,
    attempt: Attempt,
  ): Promise<number | null | 'later' | RefundOutcome> {
    let markedAt = -Infinity;
    try {
      const marked = await this.uow.run((tx) => {
        // Before the lease is taken: a pause within the COMMIT counts as well.
        markedAt = this.clock.monotonicMs();
        return this.markSent(tx, refund, attempt);
      });
      return marked === true ? markedAt : marked === false ? null : marked;
    } catch (error) {
      // Another refund of the same payment got ahead and is in doubt: this one waits for it.
      if (brokenConstraint(error) === 'refunds_one_in_doubt') return null;
      if (!(error instanceof CommitUncertainError)) throw error;
      this.logger.warn({ refund_id: refund.publicId }, 'The commit before sending is uncertain; not sending');
      return null;
    }
  }

  private async markSent(
    tx: Tx,
    refund: Refund,
    { merchantId, id }: Attempt,
  ): Promise<boolean | 'later' | RefundOutcome> {
    const attempt = await this.attempts.lockById(tx, merchantId, id);
    if (refund.kind !== 'refund') {
      const why = await this.reasonNotToDecide(tx, refund.kind, attempt);
      // One that was sent before may have been done: a look says so, and at last a person. Not at once, or it is looked
      // at as often as the clock ticks, and what that costs of the account's requests nobody else has.
      if (why !== null)
        return refund.status === 'requested' ? { kind: 'rejected', refund: null, reason: why } : 'later';
    }
    const now = await this.merchantClock.now(tx, merchantId);
    const patch = {
      status: next(refundMachine, refund.status, 'mark_sent'),
      sentAt: now,
      firstSentAt: refund.firstSentAt ?? now,
      sends: refund.sends + 1,
      looks: 0,
      unseenSince: null,
      unseenToldAt: null,
    };
    if (!(await this.refunds.markSent(tx, refund, patch))) return false;
    await this.lifecycle.tell(tx, refund, attempt, `${refund.kind}.sent`, now);
    return true;
  }

  /** What was asked for while a bank held the money may wait for hours, and be overtaken by the end of the hold or by another payment. */
  private async reasonNotToDecide(tx: Tx, kind: HoldOperation, attempt: Attempt): Promise<string | null> {
    if (attempt.status !== 'authorized') return `the payment is ${attempt.status} by now; nothing was sent`;
    if (kind === 'void') return null;
    const [invoice] = await this.invoices.findByIds(tx, attempt.merchantId, [attempt.invoiceId]);
    const isOwed = invoice!.status !== 'paid' && invoice!.status !== 'void';
    return isOwed
      ? null
      : `its invoice is ${invoice!.status} by now, so that nobody owes this; nothing was sent`;
  }

  private async outcomeOf(
    answer: RefundAnswer | HoldAnswer,
    refund: Refund,
    attempt: Attempt,
    account: GatewayAccount,
    isRepeat: boolean,
  ): Promise<RefundOutcome> {
    switch (answer.kind) {
      case 'refunded':
      case 'queued':
        return saidOf(answer.refund, refund);
      case 'done':
        return saidOf(answer.operation, refund);
      case 'rejected':
        return { kind: 'rejected', refund: answer.refund, reason: answer.message };
      case 'unknown':
        return { kind: 'unknown', trouble: answer.trouble };
      case 'refused':
        return this.unlessGiven(refund, attempt, account, isRepeat, {
          kind: 'rejected',
          refund: null,
          reason: `the payment platform refused: ${answer.message}`,
        });
      case 'not_sent':
        return this.unsent(isRepeat, { kind: 'unsent', reason: answer.trouble.message });
      case 'rate_limited': {
        const { retryAfterSeconds } = answer;
        return this.unsent(isRepeat, { kind: 'unsent', reason: 'Ottu asked us to wait', retryAfterSeconds });
      }
      case 'unauthorized':
        return this.unsent(isRepeat, { kind: 'unsent', reason: answer.message, isRefusal: true });
    }
  }

  /**
   * A refusal is believed when the platform shows that nothing was given back under it: one that cannot be looked at
   * may have made it and failed at the answer. Of a repeat it proves nothing: "not enough is left" may be what the
   * first one did.
   */
  private async unlessGiven(
    refund: Refund,
    attempt: Attempt,
    account: GatewayAccount,
    isRepeat: boolean,
    refusal: Extract<RefundOutcome, { kind: 'rejected' }>,
  ): Promise<RefundOutcome> {
    const sight = await this.lookAtRefunds.sightOf(refund, attempt, account);
    if (sight.kind === 'told' && sight.mine !== null) return saidOf(sight.mine, refund);
    if (isRepeat) return unknown(`asked again: ${refusal.reason}`);
    return sight.kind === 'told' ? refusal : unknown(`${refusal.reason}; whether it made it cannot be seen`);
  }

  /** Of the first call only: that a repeat was not taken says nothing of what came before it. */
  private unsent(isRepeat: boolean, outcome: Extract<RefundOutcome, { kind: 'unsent' }>): RefundOutcome {
    return isRepeat ? unknown(outcome.reason) : outcome;
  }
}

function unknown(message: string): RefundOutcome {
  const trouble: Trouble = { code: 'unexpected', message, httpStatus: null };
  return { kind: 'unknown', trouble };
}
