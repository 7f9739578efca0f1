import { Injectable } from '@nestjs/common';
import { PaymentGateway, type WebhookReading } from '../../../gateway/payment-gateway.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AttemptsRepository } from '../../charges/index.js';
import { CardSetupsRepository } from '../../checkout/index.js';
import { EventsRepository } from '../../events/index.js';
import { type Merchant, MerchantAccounts, MerchantClock } from '../../merchants/index.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { type IncomingWebhook, WebhookIntake } from '../webhook-intake.js';

type Verified = Extract<WebhookReading, { kind: 'verified' }>;

/**
 * Stores what arrived, then answers. A webhook is a hint: all it can do is to have the attempt that it
 * names asked about at once. What the answer to that says is what counts.
 */
@Injectable()
export class ReceivePaymentWebhook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly intake: WebhookIntake,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly accounts: MerchantAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly events: EventsRepository,
    private readonly merchantClock: MerchantClock,
  ) {}

  async execute(incoming: IncomingWebhook): Promise<{ received: string }> {
    const merchant = await this.intake.addressee(incoming);
    const reading = this.gateway.readPaymentWebhook(this.accounts.accountOf(merchant), incoming.body);
    if (reading.kind !== 'verified') return this.intake.refuse(merchant, 'payment', incoming, reading);
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
    const row = { ...this.intake.row(merchant, 'payment', incoming), scheme, orderNo };
    if (await this.webhooks.wasTaken(tx, merchant.id, row.bodyHash)) {
      return this.webhooks.insert(tx, { ...row, status: 'duplicate', reason: 'the same bytes came before' });
    }
    const now = await this.merchantClock.now(tx, merchant.id);
    const attempt =
      reading.orderNo === null ? null : await this.attempts.findByOrderNo(tx, merchant.id, reading.orderNo);
    if (attempt) {
      await this.attempts.hint(tx, merchant.id, attempt.id, now);
      const { customerId, subscriptionId } = attempt;
      const data = { order_no: reading.orderNo, state: reading.state, scheme: reading.scheme };
      await this.events.append(tx, merchant.id, {
        type: 'webhook.received',
        customerId,
        subscriptionId,
        occurredAt: now,
        data,
      });
      return this.webhooks.insert(tx, { ...row, status: 'processed', attemptId: attempt.id });
    }
    const setup =
      reading.orderNo === null ? null : await this.setups.findByOrderNo(tx, merchant.id, reading.orderNo);
    if (setup === null)
      return this.webhooks.insert(tx, { ...row, status: 'unmatched', reason: 'no such order number' });
    if (setup.status === 'open') await this.setups.update(tx, merchant.id, setup.id, { nextCheckAt: now });
    return this.webhooks.insert(tx, { ...row, status: 'processed' });
  }
}
