import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { MerchantsModule } from '../merchants/index.js';
import { RefundsModule } from '../refunds/index.js';
import { InboundWebhooksRepository } from './inbound-webhooks.repository.js';
import { OttuHooksController } from './ottu-hooks.controller.js';
import { ReceiveOperationWebhook } from './use-cases/receive-operation-webhook.js';
import { ReceivePaymentWebhook } from './use-cases/receive-payment-webhook.js';
import { WebhookIntake } from './webhook-intake.js';

@Module({
  imports: [GatewayModule, MerchantsModule, RefundsModule],
  controllers: [OttuHooksController],
  providers: [InboundWebhooksRepository, WebhookIntake, ReceiveOperationWebhook, ReceivePaymentWebhook],
})
export class WebhooksModule {}
