import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { MerchantsModule } from '../merchants/index.js';
import { RefundsModule } from '../refunds/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { InboundWebhooksRepository } from './inbound-webhooks.repository.js';
import { IntakeBounds } from './intake-bounds.js';
import { LeaveOut } from './leave-out.js';
import { NamedPayments } from './named-payments.js';
import { OttuHooksController } from './ottu-hooks.controller.js';
import { Patience } from './patience.js';
import { StoreWebhooks } from './store-webhooks.js';
import { LookAfterFloods } from './use-cases/look-after-floods.js';
import { MatchAgain } from './use-cases/match-again.js';
import { ReadWebhooks } from './use-cases/read-webhooks.js';
import { ReceiveWebhook } from './use-cases/receive-webhook.js';
import { ReplayWebhook } from './use-cases/replay-webhook.js';
import { SealOldBodies } from './use-cases/seal-old-bodies.js';
import { WebhookBodies } from './webhook-bodies.js';
import { WebhookEffects } from './webhook-effects.js';
import { WebhookFloodsRepository } from './webhook-floods.repository.js';
import { WebhookIntake } from './webhook-intake.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [GatewayModule, MerchantsModule, SubscriptionsModule, RefundsModule],
  controllers: [OttuHooksController, WebhooksController],
  providers: [
    InboundWebhooksRepository,
    WebhookFloodsRepository,
    IntakeBounds,
    LeaveOut,
    LookAfterFloods,
    Patience,
    WebhookBodies,
    WebhookIntake,
    NamedPayments,
    WebhookEffects,
    StoreWebhooks,
    ReceiveWebhook,
    MatchAgain,
    ReadWebhooks,
    ReplayWebhook,
    SealOldBodies,
  ],
  exports: [LookAfterFloods, MatchAgain, SealOldBodies],
})
export class WebhooksModule {}
