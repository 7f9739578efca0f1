import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { MerchantsModule } from '../merchants/index.js';
import { InboundWebhooksRepository } from './inbound-webhooks.repository.js';
import { OttuHooksController } from './ottu-hooks.controller.js';
import { ReceivePaymentWebhook } from './use-cases/receive-payment-webhook.js';

@Module({
  imports: [GatewayModule, MerchantsModule],
  controllers: [OttuHooksController],
  providers: [InboundWebhooksRepository, ReceivePaymentWebhook],
})
export class WebhooksModule {}
