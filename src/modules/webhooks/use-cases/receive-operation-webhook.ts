import { Injectable } from '@nestjs/common';
import { type OperationWebhookReading, PaymentGateway } from '../../../gateway/payment-gateway.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository } from '../../charges/index.js';
import { EventsRepository } from '../../events/index.js';
import { type Merchant, MerchantAccounts, MerchantClock } from '../../merchants/index.js';
import { RefundLooksRepository } from '../../refunds/index.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { type IncomingWebhook, WebhookIntake } from '../webhook-intake.js';

type Verified = Extract<OperationWebhookReading, { kind: 'verified' }>;

/**
 * Stores what arrived of a refund, capture or void, then answers. All it can do is to have the refunds of the
 * payment that it names read at the platform; what that says is what counts.
 */
@Injectable()
export class ReceiveOperationWebhook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly intake: WebhookIntake,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly accounts: MerchantAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  async execute(incoming: IncomingWebhook): Promise<{ received: string }> {
    const merchant = await this.intake.addressee(incoming);
    const reading = this.gateway.readOperationWebhook(this.accounts.accountOf(merchant), incoming.body);
    if (reading.kind !== 'verified') return this.intake.refuse(merchant, 'operation', incoming, reading);
    const stored = await this.uow.run((tx) => this.take(tx, merchant, incoming, reading));
    crashpoint('webhook-stored');
    return { received: stored.publicId };
  }

  private async take(
    tx: Tx,
    merchant: Merchant,
    incoming: IncomingWebhook,
    reading: Verified,
  ): Promise<InboundWebhook> {
    const { scheme, orderNo } = reading;
    const row = { ...this.intake.row(merchant, 'operation', incoming), scheme, orderNo };
    if (await this.webhooks.wasTaken(tx, merchant.id, row.bodyHash)) {
      return this.webhooks.insert(tx, { ...row, status: 'duplicate', reason: 'the same bytes came before' });
    }
    const attempt = await this.attemptOf(tx, merchant.id, reading);
    if (attempt === null) {
      const reason = 'no such order number or session';
      return this.webhooks.insert(tx, { ...row, status: 'unmatched', reason });
    }
    const now = await this.clock.now(tx, merchant.id);
    await this.looks.hint(tx, merchant.id, attempt.id, now);
    await this.events.append(tx, merchant.id, {
      type: 'webhook.received',
      customerId: attempt.customerId,
      subscriptionId: attempt.subscriptionId,
      occurredAt: now,
      data: { order_no: attempt.orderNo, scheme, kind: 'operation' },
    });
    return this.webhooks.insert(tx, { ...row, status: 'processed', attemptId: attempt.id });
  }

  /** By what is signed, and only that; where both are, they must be of one payment. */
  private async attemptOf(
    tx: Tx,
    merchantId: bigint,
    { orderNo, sessionId }: Verified,
  ): Promise<Attempt | null> {
    const attempt =
      orderNo !== null
        ? await this.attempts.findByOrderNo(tx, merchantId, orderNo)
        : await this.attempts.findBySession(tx, merchantId, sessionId!);
    const isOther = attempt !== null && sessionId !== null && attempt.sessionId !== sessionId;
    return isOther ? null : attempt;
  }
}
