import { Injectable, Logger } from '@nestjs/common';
import { describeMoney, formatAmount } from '../../domain/money/money.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { after, type Attempt, type Moment } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { LeftOfPayment } from './left-of-payment.js';
import { nameReadings } from './name-readings.js';
import type { Refund } from './refund.entity.js';
import { RefundLooksRepository } from './refund-looks.repository.js';
import { RefundLifecycle } from './refund-lifecycle.js';
import { RefundsRepository } from './refunds.repository.js';
import { UnbookedRefundsRepository } from './unbooked-refunds.repository.js';

/** How long after the first sight of one that leaves no room for ours it is looked at again. */
const SEEN_AGAIN_MINUTES = 1;
const NO_ROOM = 'what was asked for here has its place';

/** What was given back of a payment at the platform itself, without us: it is booked, or told to a person. */
@Injectable()
export class ForeignRefunds {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundsRepository,
    private readonly unbooked: UnbookedRefundsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly left: LeftOfPayment,
    private readonly lifecycle: RefundLifecycle,
    private readonly events: EventsRepository,
  ) {}

  /**
   * The attempt's row is locked. False where something leaves no room for a refund of ours and was not there before:
   * what one look shows may have been altered on its way, and a refund is rejected for good.
   */
  async take(tx: Tx, attempt: Attempt, foreign: readonly RefundReading[], moment: Moment): Promise<boolean> {
    // Not known to be paid: found again when it is.
    if (attempt.status !== 'succeeded') return true;
    const { merchantId, id: attemptId } = attempt;
    const named = nameReadings(foreign);
    const names = named.map(({ name }) => name);
    await this.unbooked.forgetUnseen(tx, merchantId, attemptId, names);
    let isProven = true;
    for (const { name, reading } of named) {
      const obstacle = await this.adopt(tx, attempt, name, reading, moment);
      if (obstacle === null) await this.unbooked.delete(tx, { merchantId, attemptId, name });
      else if (obstacle === 'unproven') isProven = false;
      else if (obstacle !== 'later') await this.tell(tx, attempt, name, reading, obstacle, moment.now);
    }
    return isProven;
  }

  /**
   * What went back went back: requests of ours that no longer fit beside it are given up. Why it cannot be booked,
   * or null when it is; `later` where one in doubt has its place, whose own look finds it again; `unproven` where it
   * leaves no room for one of ours and has to be seen again first.
   */
  private async adopt(
    tx: Tx,
    attempt: Attempt,
    name: string,
    reading: RefundReading,
    moment: Moment,
  ): Promise<string | null> {
    if (reading.amount.currency !== attempt.currency) {
      return `it is in ${reading.amount.currency}, and the payment was in ${attempt.currency}`;
    }
    const all = await this.refunds.ofAttempt(tx, attempt.merchantId, attempt.id);
    const of = (...wanted: Refund['status'][]) => all.filter(({ status }) => wanted.includes(status));
    const inDoubt = of('sent', 'unknown');
    // From the end: those go first that nobody has agreed to.
    const waiting = [...of('requested'), ...of('awaiting_approval')];
    let left = await this.left.execute(tx, attempt);
    const isInTheWay = left.minor < reading.amount.minor && waiting.length + inDoubt.length > 0;
    if (isInTheWay && !(await this.wasSeenBefore(tx, attempt, name, reading, moment))) return 'unproven';
    if (reading.id === null) return 'the payment platform gives no name by which it could be known again';
    for (; left.minor < reading.amount.minor; left = await this.left.execute(tx, attempt)) {
      const last = waiting.pop();
      if (last === undefined) {
        if (inDoubt.length > 0) return 'later';
        return `only ${describeMoney(left)} of the payment is left in the books: the rest was given back, credited or taken back by a bank already`;
      }
      await this.giveUp(tx, attempt, last, moment);
    }
    const rejected = of('rejected').findLast(({ childId }) => childId === reading.id);
    await this.lifecycle.adopt(tx, attempt, reading, moment, rejected);
    return null;
  }

  private async giveUp(tx: Tx, attempt: Attempt, { merchantId, id }: Refund, moment: Moment): Promise<void> {
    const refund = await this.refunds.lockById(tx, merchantId, id);
    const reason = 'the payment was given back already at the payment platform; less than this is left of it';
    const rejected = { kind: 'rejected', refund: null, reason } as const;
    await this.lifecycle.settle(tx, refund, attempt, rejected, 'look', moment);
  }

  /** In an earlier look, and in each since then. If not, it is looked for again, also where nothing of ours is due. */
  private async wasSeenBefore(
    tx: Tx,
    { merchantId, id: attemptId }: Attempt,
    name: string,
    { amount }: RefundReading,
    moment: Moment,
  ): Promise<boolean> {
    const row = { merchantId, attemptId, name, amountMinor: amount.minor, currency: amount.currency };
    const since = await this.unbooked.seenSince(tx, { ...row, reason: NO_ROOM, foundAt: moment.now });
    const again = after(moment, { minutes: SEEN_AGAIN_MINUTES }, since);
    if (moment.now >= again) return true;
    await this.looks.hint(tx, merchantId, attemptId, again);
    return false;
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
    if (!(await this.unbooked.markTold(tx, { ...row, reason, foundAt: at }))) return;
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
