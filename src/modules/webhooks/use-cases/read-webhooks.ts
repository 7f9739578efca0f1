import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { AttemptsRepository, ChargesRepository } from '../../charges/index.js';
import { CardSetupsRepository } from '../../checkout/index.js';
import { MerchantsRepository } from '../../merchants/index.js';
import { type Refund, RefundsRepository } from '../../refunds/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { InboundWebhookQuery } from '../dto/inbound-webhook.query.js';
import type { WebhookView } from '../dto/inbound-webhook.response.js';
import type { InboundWebhook } from '../inbound-webhook.entity.js';
import { InboundWebhooksRepository } from '../inbound-webhooks.repository.js';
import { WebhookBodies } from '../webhook-bodies.js';
import { WebhookIntake } from '../webhook-intake.js';

/** Any message that came, what was looked at in it, and what it led to. */
@Injectable()
export class ReadWebhooks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly bodies: WebhookBodies,
    private readonly merchants: MerchantsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly refunds: RefundsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly intake: WebhookIntake,
  ) {}

  list(merchantId: bigint, query: InboundWebhookQuery): Promise<Page<InboundWebhook>> {
    const { status, kind, order_no: orderNo } = query;
    const filter = { ...(status && { status }), ...(kind && { kind }), ...(orderNo && { orderNo }) };
    return this.uow.read((tx) => this.webhooks.list(tx, merchantId, filter, toPageRequest(query)));
  }

  one(merchantId: bigint, publicId: string): Promise<WebhookView> {
    return this.uow.read(async (tx) => {
      const webhook = await this.webhooks.findByPublicId(tx, merchantId, publicId);
      if (!webhook) throw new AppError('not_found', `There is no webhook ${publicId}`);
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const keys = this.intake.keysOf(merchant);
      const inspection = this.gateway.inspectWebhook({
        kind: webhook.kind,
        keys,
        rawBody: this.bodies.open(webhook),
        isLive: merchant.mode === 'live',
      });
      return { webhook, inspection, ledTo: await this.ledTo(tx, webhook) };
    });
  }

  private async ledTo(tx: Tx, webhook: InboundWebhook): Promise<WebhookView['ledTo']> {
    const { merchantId, attemptId, status, kind } = webhook;
    if (attemptId === null) return status === 'processed' ? this.setupOf(tx, webhook) : null;
    const attempt = (await this.attempts.findById(tx, merchantId, attemptId))!;
    const charge = (await this.charges.findById(tx, merchantId, attempt.chargeId))!;
    const operations = kind === 'operation' ? await this.operationsOf(tx, merchantId, attemptId) : [];
    return { attempt, charge, operations, setup: null };
  }

  /** Which of them it was about nobody has signed: all of the payment that it named were looked at. */
  private async operationsOf(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<Refund[]> {
    const refunds = await this.refunds.ofAttempt(tx, merchantId, attemptId);
    return [...refunds, ...(await this.refunds.decisionsOf(tx, merchantId, attemptId))];
  }

  private async setupOf(tx: Tx, { merchantId, orderNo }: InboundWebhook): Promise<WebhookView['ledTo']> {
    const setup = orderNo === null ? null : await this.setups.findByOrderNo(tx, merchantId, orderNo);
    if (!setup) return null;
    const subscription = (await this.subscriptions.findById(tx, merchantId, setup.subscriptionId))!;
    return { attempt: null, charge: null, operations: [], setup: { setup, subscription } };
  }
}
