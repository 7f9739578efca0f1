import { Injectable } from '@nestjs/common';
import { PaymentGateway, type WebhookReading } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { sameBytes, sha256 } from '../../../platform/security/secret-box.js';
import { AttemptsRepository, later } from '../../charges/index.js';
import { CardSetupsRepository } from '../../checkout/index.js';
import { EventsRepository } from '../../events/index.js';
import {
  type Merchant,
  MerchantAccounts,
  MerchantClock,
  MerchantsRepository,
} from '../../merchants/index.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';

const MOST_REFUSED_AN_HOUR = 1000;

type Verified = Extract<WebhookReading, { kind: 'verified' }>;

export interface IncomingWebhook {
  merchant: string;
  secret: string;
  body: Buffer;
  contentType: string | null;
}

/**
 * Stores what arrived, then answers. A webhook is a hint: all it can do is to have the attempt that it
 * names asked about at once. What the answer to that says is what counts.
 */
@Injectable()
export class ReceivePaymentWebhook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
  ) {}

  async execute(incoming: IncomingWebhook): Promise<{ received: string }> {
    const merchant = await this.addressee(incoming);
    const reading = this.gateway.readPaymentWebhook(this.accounts.accountOf(merchant), incoming.body);
    if (reading.kind !== 'verified') {
      await this.keepRefused(merchant, incoming, reading.reason);
      throw refusal(reading);
    }
    const stored = await this.uow.run((tx) => this.take(tx, merchant, incoming, reading));
    crashpoint('webhook-stored');
    return { received: stored.publicId };
  }

  /** An address that is not exactly right answers like one that does not exist. */
  private async addressee({ merchant: publicId, secret }: IncomingWebhook): Promise<Merchant> {
    const merchant = await this.uow.read((tx) => this.merchants.findByPublicId(tx, publicId));
    const expected = merchant ? this.accounts.hookSecret(merchant) : '';
    if (!sameBytes(sha256(secret), sha256(expected)) || !merchant) {
      throw new AppError('not_found', 'There is no such webhook address');
    }
    return merchant;
  }

  private async take(
    tx: Tx,
    merchant: Merchant,
    incoming: IncomingWebhook,
    reading: Verified,
  ): Promise<InboundWebhook> {
    const bodyHash = sha256(incoming.body);
    const row = {
      ...this.row(merchant, incoming),
      bodyHash,
      scheme: reading.scheme,
      orderNo: reading.orderNo,
    };
    if (await this.webhooks.wasTaken(tx, merchant.id, bodyHash)) {
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

  /** Kept as evidence up to a cap, and told. */
  private keepRefused(merchant: Merchant, incoming: IncomingWebhook, reason: string): Promise<void> {
    return this.uow.run(async (tx) => {
      const since = later(this.clock.now(), { hours: -1 });
      if ((await this.webhooks.countRefusedSince(tx, merchant.id, since)) >= MOST_REFUSED_AN_HOUR) return;
      const row = this.row(merchant, incoming);
      const stored = await this.webhooks.insert(tx, { ...row, status: 'refused', reason });
      await this.events.append(tx, merchant.id, {
        type: 'webhook.rejected',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.merchantClock.now(tx, merchant.id),
        data: { webhook_id: stored.publicId, reason },
      });
    });
  }

  private row(merchant: Merchant, { body, contentType }: IncomingWebhook) {
    return {
      merchantId: merchant.id,
      kind: 'payment' as const,
      body,
      bodyHash: sha256(body),
      contentType,
      reason: null,
      scheme: null,
      orderNo: null,
      attemptId: null,
      receivedAt: this.clock.now(),
    };
  }
}

function refusal(reading: Exclude<WebhookReading, Verified>): AppError {
  switch (reading.kind) {
    case 'not_json':
      return new AppError('invalid_json', `The webhook is not a JSON object: ${reading.reason}`);
    case 'malformed':
      return AppError.field('invalid_request', reading.field, reading.reason);
    case 'bad_signature':
      return new AppError('webhook_signature_invalid', reading.reason);
  }
}
