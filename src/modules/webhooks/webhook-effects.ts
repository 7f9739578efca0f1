import { Injectable } from '@nestjs/common';
import {
  type OperationWebhookReading,
  PaymentGateway,
  type WebhookReading,
} from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository } from '../charges/index.js';
import { CardSetupsRepository } from '../checkout/index.js';
import { EventsRepository } from '../events/index.js';
import { MerchantClock } from '../merchants/index.js';
import { RefundLooksRepository, RefundsRepository } from '../refunds/index.js';
import type { InboundWebhook } from './inbound-webhook.entity.js';

type Payment = Extract<WebhookReading, { kind: 'verified' }>;
type Operation = Extract<OperationWebhookReading, { kind: 'verified' }>;

/** What a genuine message says, by the address it came to. */
export type Told = { about: 'payment'; reading: Payment } | { about: 'operation'; reading: Operation };

export type Effect = Pick<InboundWebhook, 'status' | 'reason' | 'attemptId'>;

/**
 * What a genuine message may do, whoever brings it: Ottu, the clock with one that matched nothing before, or a person
 * who replays it. A webhook is a hint: it has the payment that it names asked about at once, and no more.
 */
@Injectable()
export class WebhookEffects {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly refunds: RefundsRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  read(
    kind: InboundWebhook['kind'],
    keys: readonly string[],
    body: Buffer,
  ): Told | { about: 'nothing'; reading: Exclude<WebhookReading, { kind: 'verified' }> } {
    if (kind === 'payment') {
      const reading = this.gateway.readPaymentWebhook(keys, body);
      return reading.kind === 'verified' ? { about: kind, reading } : { about: 'nothing', reading };
    }
    const reading = this.gateway.readOperationWebhook(keys, body);
    return reading.kind === 'verified' ? { about: kind, reading } : { about: 'nothing', reading };
  }

  async apply(tx: Tx, merchantId: bigint, told: Told): Promise<Effect> {
    const now = await this.clock.now(tx, merchantId);
    return told.about === 'payment'
      ? this.applyPayment(tx, merchantId, told.reading, now)
      : this.applyOperation(tx, merchantId, told.reading, now);
  }

  private async applyPayment(tx: Tx, merchantId: bigint, reading: Payment, now: Date): Promise<Effect> {
    const { orderNo, state, scheme } = reading;
    if (orderNo === null) return unmatched('it names no order number');
    const attempt = await this.attempts.findByOrderNo(tx, merchantId, orderNo);
    if (attempt) {
      await this.attempts.hint(tx, merchantId, attempt.id, now);
      await this.tell(tx, attempt, now, { order_no: orderNo, state, scheme });
      return { status: 'processed', reason: null, attemptId: attempt.id };
    }
    const setup = await this.setups.findByOrderNo(tx, merchantId, orderNo);
    if (setup === null) return unmatched('no such order number');
    if (setup.status === 'open') await this.setups.update(tx, merchantId, setup.id, { nextCheckAt: now });
    return { status: 'processed', reason: null, attemptId: null };
  }

  private async applyOperation(tx: Tx, merchantId: bigint, reading: Operation, now: Date): Promise<Effect> {
    const attempt = await this.attemptOf(tx, merchantId, reading);
    if (attempt === null) return unmatched('no such order number or session');
    if (wasHeld(attempt)) await this.hintHold(tx, attempt, now);
    else await this.looks.hint(tx, merchantId, attempt.id, now);
    await this.tell(tx, attempt, now, {
      order_no: attempt.orderNo,
      scheme: reading.scheme,
      kind: 'operation',
    });
    return { status: 'processed', reason: null, attemptId: attempt.id };
  }

  /** Captured or voided, here or there: the payment itself is looked at, and what of ours awaits an answer. */
  private async hintHold(tx: Tx, { merchantId, id }: Attempt, now: Date): Promise<void> {
    await this.attempts.hint(tx, merchantId, id, now);
    await this.refunds.hintDecisions(tx, merchantId, id, now);
  }

  /** By what is signed, and only that; where both are, they must be of one payment. */
  private async attemptOf(
    tx: Tx,
    merchantId: bigint,
    { orderNo, sessionId }: Operation,
  ): Promise<Attempt | null> {
    const attempt =
      orderNo !== null
        ? await this.attempts.findByOrderNo(tx, merchantId, orderNo)
        : await this.attempts.findBySession(tx, merchantId, sessionId!);
    const isOther = attempt !== null && sessionId !== null && attempt.sessionId !== sessionId;
    return isOther ? null : attempt;
  }

  private async tell(tx: Tx, attempt: Attempt, occurredAt: Date, data: object): Promise<void> {
    const { merchantId, customerId, subscriptionId } = attempt;
    await this.events.append(tx, merchantId, {
      type: 'webhook.received',
      customerId,
      subscriptionId,
      occurredAt,
      data: { ...data },
    });
  }
}

/** Money that a bank holds, or held and let go; of what was captured a refund may be told. */
function wasHeld({ status, authorizedAt }: Attempt): boolean {
  return authorizedAt !== null && status !== 'succeeded';
}

function unmatched(reason: string): Effect {
  return { status: 'unmatched', reason, attemptId: null };
}
