import { Injectable } from '@nestjs/common';
import type { FreeLine } from '../../../domain/invoice/free-line.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { AgreementsRepository } from '../../cards/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { isSameLine, readFreeLine } from '../free-line-request.js';
import type { FreeLineRequest } from '../terms/dto/terms.requests.js';
import type { PendingLine } from '../terms/pending-line.entity.js';
import {
  imagineLine,
  type NewPendingLine,
  PendingLinesRepository,
} from '../terms/pending-lines.repository.js';

/** More would make an invoice that nobody can read. */
const MOST_WAITING = 100;

/** Lines that wait for the next invoice of a subscription. */
@Injectable()
export class ChangePendingLines {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lines: PendingLinesRepository,
    private readonly agreements: AgreementsRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  add(
    merchantId: bigint,
    subscriptionId: string,
    request: FreeLineRequest,
    idempotencyKey: string,
  ): Promise<PendingLine> {
    return this.uow.run(async (tx) => {
      const subscription = await this.lock(tx, merchantId, subscriptionId);
      const wanted = readFreeLine(request, subscription.currency);
      const before = await this.lines.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) {
        refuseOtherUse(before, before.subscriptionId === subscription.id && isSameLine(before, wanted));
        return before;
      }
      refuseUnlessBilled(subscription);
      const at = await this.clock.now(tx, merchantId);
      const line = await this.lines.insert(tx, rowOf(subscription, wanted, idempotencyKey, at));
      await this.count(tx, subscription, subscription.pendingLineCount + 1);
      await this.agreements.reviewOfAmount(tx, subscription, { now: at });
      await this.tell(tx, subscription, line, 'pending_line.added', at);
      return line;
    });
  }

  /** The line that it would be; nothing is written. @throws AppError when it is not allowed */
  imagine(subscription: Subscription, request: FreeLineRequest, now: Date): PendingLine {
    const wanted = readFreeLine(request, subscription.currency);
    refuseUnlessBilled(subscription);
    return imagineLine(rowOf(subscription, wanted, '', now));
  }

  /** One that waits, and that a person wrote. @throws AppError `not_found` */
  async waiting(tx: Tx, { merchantId, id }: Subscription, lineId: string): Promise<PendingLine> {
    const line = await this.lines.findWaiting(tx, merchantId, id, lineId);
    if (!line) throw AppError.notFound('pending line', lineId);
    return line;
  }

  remove(merchantId: bigint, subscriptionId: string, lineId: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const subscription = await this.lock(tx, merchantId, subscriptionId);
      const line = await this.waiting(tx, subscription, lineId);
      const at = await this.clock.now(tx, merchantId);
      await this.lines.update(tx, line, { removedAt: at });
      await this.count(tx, subscription, subscription.pendingLineCount - 1);
      await this.agreements.reviewOfAmount(tx, subscription, { now: at });
      await this.tell(tx, subscription, line, 'pending_line.removed', at);
    });
  }

  list(merchantId: bigint, subscriptionId: string): Promise<PendingLine[]> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, subscriptionId);
      if (!subscription) throw AppError.notFound('subscription', subscriptionId);
      return this.lines.waiting(tx, [subscription]);
    });
  }

  private async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return subscription;
  }

  private count(tx: Tx, { merchantId, id }: Subscription, pendingLineCount: number): Promise<void> {
    return this.subscriptions.update(tx, merchantId, id, { pendingLineCount });
  }

  private tell(
    tx: Tx,
    subscription: Subscription,
    line: PendingLine,
    type: 'pending_line.added' | 'pending_line.removed',
    occurredAt: Date,
  ): Promise<void> {
    const { currency, description, publicId } = line;
    const amount = { amount: formatAmount(money(line.unitAmountMinor * line.quantity, currency)), currency };
    return this.events.append(tx, line.merchantId, {
      type,
      customerId: subscription.customerId,
      subscriptionId: subscription.id,
      occurredAt,
      data: { pending_line_id: publicId, description, amount },
    });
  }
}

function rowOf(
  { merchantId, id: subscriptionId }: Subscription,
  { unitAmount: { minor: unitAmountMinor, currency }, ...said }: FreeLine,
  idempotencyKey: string,
  createdAt: Date,
): NewPendingLine {
  return { merchantId, subscriptionId, ...said, unitAmountMinor, currency, idempotencyKey, createdAt };
}

function refuseUnlessBilled({ publicId, status, pendingLineCount }: Subscription): void {
  if (status === 'canceled' || status === 'ended')
    throw new AppError('conflict', `Subscription ${publicId} is ${status}; it has no invoice to come`);
  if (status === 'incomplete')
    throw new AppError(
      'conflict',
      `Subscription ${publicId} waits for its first payment, whose amount is fixed`,
    );
  if (pendingLineCount >= MOST_WAITING)
    throw new AppError('rule_violation', `${MOST_WAITING} lines wait already, as many as an invoice takes`);
}
