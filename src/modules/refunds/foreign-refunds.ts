import { Injectable, Logger } from '@nestjs/common';
import { describeMoney, formatAmount } from '../../domain/money/money.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt, Moment } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { LeftOfPayment } from './left-of-payment.js';
import { nameReadings } from './name-readings.js';
import type { Refund } from './refund.entity.js';
import { RefundLifecycle } from './refund-lifecycle.js';
import { RefundsRepository } from './refunds.repository.js';
import { UnbookedRefundsRepository } from './unbooked-refunds.repository.js';

/** What was given back of a payment at the platform itself, without us: it is booked, or told to a person. */
@Injectable()
export class ForeignRefunds {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundsRepository,
    private readonly unbooked: UnbookedRefundsRepository,
    private readonly left: LeftOfPayment,
    private readonly lifecycle: RefundLifecycle,
    private readonly events: EventsRepository,
  ) {}

  /** The attempt's row is locked. */
  async take(tx: Tx, attempt: Attempt, foreign: readonly RefundReading[], moment: Moment): Promise<void> {
    // Not known to be paid: found again when it is.
    if (attempt.status !== 'succeeded') return;
    const { merchantId, id: attemptId } = attempt;
    for (const { name, reading } of nameReadings(foreign)) {
      const obstacle = await this.adopt(tx, attempt, reading, moment);
      if (obstacle === null) await this.unbooked.delete(tx, { merchantId, attemptId, name });
      else if (obstacle !== 'later') await this.tell(tx, attempt, name, reading, obstacle, moment.now);
    }
  }

  /**
   * What went back went back: requests of ours that no longer fit beside it are given up. Why it cannot be booked,
   * or null when it is; `later` where one in doubt has its place, whose own look finds it again.
   */
  private async adopt(
    tx: Tx,
    attempt: Attempt,
    reading: RefundReading,
    moment: Moment,
  ): Promise<string | null> {
    if (reading.amount.currency !== attempt.currency) {
      return `it is in ${reading.amount.currency}, and the payment was in ${attempt.currency}`;
    }
    if (reading.id === null) return 'the payment platform gives no name by which it could be known again';
    const all = await this.refunds.ofAttempt(tx, attempt.merchantId, attempt.id);
    const of = (wanted: Refund['status']) => all.filter(({ status }) => status === wanted);
    // From the end: those go first that nobody has agreed to.
    const waiting = [...of('requested'), ...of('awaiting_approval')];
    for (
      let left = await this.left.execute(tx, attempt);
      left.minor < reading.amount.minor;
      left = await this.left.execute(tx, attempt)
    ) {
      const last: Refund | undefined = waiting.pop();
      if (last === undefined) {
        if (of('sent').length + of('unknown').length > 0) return 'later';
        return `only ${describeMoney(left)} of the payment is left in the books: the rest was given back, credited or taken back by a bank already`;
      }
      const refund = await this.refunds.lockById(tx, last.merchantId, last.id);
      const reason =
        'the payment was given back already at the payment platform; less than this is left of it';
      const rejected = { kind: 'rejected', refund: null, reason } as const;
      await this.lifecycle.settle(tx, refund, attempt, rejected, 'look', moment);
    }
    const rejected = of('rejected').findLast(({ childId }) => childId === reading.id);
    await this.lifecycle.adopt(tx, attempt, reading, moment, rejected);
    return null;
  }

  /** Once: every later look sees it again. */
  private async tell(
    tx: Tx,
    attempt: Attempt,
    name: string,
    { amount }: RefundReading,
    reason: string,
    at: Date,
  ): Promise<void> {
    const { merchantId, id: attemptId, customerId, subscriptionId, publicId, orderNo } = attempt;
    const row = { merchantId, attemptId, name, amountMinor: amount.minor, currency: amount.currency };
    if (!(await this.unbooked.insertIfNew(tx, { ...row, reason, foundAt: at }))) return;
    await this.events.append(tx, merchantId, {
      type: 'refund.unbooked',
      customerId,
      subscriptionId,
      occurredAt: at,
      data: {
        attempt_id: publicId,
        order_no: orderNo,
        amount: { amount: formatAmount(amount), currency: amount.currency },
        reason,
      },
    });
    this.logger.error(
      { attempt_id: publicId, reason },
      'A refund needs a person: it was made elsewhere and is in no book',
    );
  }
}
