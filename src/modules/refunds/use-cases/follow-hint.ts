import { Injectable } from '@nestjs/common';
import { isOpenRefund } from '../../../domain/refund/refund-states.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { after, type Attempt, AttemptsRepository } from '../../charges/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { saidOf } from '../next-refund-step.js';
import type { RefundLookDue } from '../refund-look.entity.js';
import { RefundLooksRepository } from '../refund-looks.repository.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SettleRefund } from '../settle-refund.js';
import { LookAtRefunds, type Sighting } from './look-at-refunds.js';

/** After this nobody expects the platform to say more. */
const MOST_DAYS = 7;

const UNPAID: Sighting = {
  kind: 'unreadable',
  reason: 'the payment is not known to be paid',
  retryAfterSeconds: null,
};

/** Somebody hinted at a refund of a payment: what the platform says when asked is what counts. */
@Injectable()
export class FollowHint {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly lookAtRefunds: LookAtRefunds,
    private readonly settle: SettleRefund,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  async execute(hint: RefundLookDue): Promise<void> {
    const { merchantId, attemptId } = hint;
    const attempt = (await this.uow.read((tx) => this.attempts.findById(tx, merchantId, attemptId)))!;
    const sighting = await this.sightingOf(attempt);
    if (sighting.kind === 'told') await this.enter(attempt, sighting);
    await this.finish(hint, attempt, sighting);
  }

  /**
   * Of a payment that is not known to be paid nothing can be booked yet. Where nothing was given back there is nothing to
   * wait for: what was told was a capture or void, of a hold that was not known of then.
   */
  private async sightingOf(attempt: Attempt): Promise<Sighting> {
    const { merchantId, sessionId, amountMinor } = attempt;
    if (sessionId === null) return UNPAID;
    const sighting = await this.lookAtRefunds.execute(
      attempt,
      await this.lookAtRefunds.accountOf(merchantId),
    );
    if (attempt.status === 'succeeded') return sighting;
    const isNothing =
      sighting.kind === 'told' && sighting.leftMinor === amountMinor && sighting.otherCurrency === undefined;
    return isNothing ? sighting : UNPAID;
  }

  private async enter(attempt: Attempt, { mine }: Extract<Sighting, { kind: 'told' }>): Promise<void> {
    const { merchantId, id } = attempt;
    for (const refund of await this.uow.read((tx) => this.refunds.ofAttempt(tx, merchantId, id))) {
      const reading = mine.get(refund.id);
      if (reading === undefined) continue;
      // A rejection may be a stranger's while ours is on its way; its own look waits long enough to tell.
      const isDecided = refund.status === 'queued' || reading.state !== 'refund_rejected';
      if (isDecided && (isOpenRefund(refund.status) || refund.status === 'manual')) {
        await this.settle.execute(refund, saidOf(reading, refund), 'look');
      }
    }
  }

  private finish(hint: RefundLookDue, attempt: Attempt, sighting: Sighting): Promise<void> {
    return this.uow.run(async (tx) => {
      const moment = await this.clock.moment(tx, hint.merchantId);
      const isOver = moment.now >= after(moment, { days: MOST_DAYS }, hint.createdAt);
      if (isOpen(sighting) && !isOver) return;
      await this.looks.done(tx, hint);
      if (sighting.kind === 'told') return;
      await this.events.append(tx, hint.merchantId, {
        type: 'refund.untold',
        customerId: attempt.customerId,
        subscriptionId: attempt.subscriptionId,
        occurredAt: moment.now,
        data: {
          attempt_id: attempt.publicId,
          order_no: attempt.orderNo,
          reason: sighting.kind === 'untold' ? sighting.message : sighting.reason,
        },
      });
    });
  }
}

/** What was told before the hint came says nothing of what it hints at. */
function isOpen(sighting: Sighting): boolean {
  return sighting.kind === 'unreadable' || (sighting.kind === 'untold' && sighting.isOld === true);
}
