import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { ChargesModule } from '../charges/index.js';
import { CheckoutModule } from '../checkout/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { CountFailedLook } from './use-cases/count-failed-look.js';
import { FetchCard } from './use-cases/fetch-card.js';
import { FindSession } from './use-cases/find-session.js';
import { InquireAttempt } from './use-cases/inquire-attempt.js';
import { ResolveAttempt } from './use-cases/resolve-attempt.js';
import { ResolveCardSetup } from './use-cases/resolve-card-setup.js';
import { Sweep } from './use-cases/sweep.js';
import { TellOfSearch } from './use-cases/tell-of-search.js';

@Module({
  imports: [
    GatewayModule,
    MerchantsModule,
    CardsModule,
    SubscriptionsModule,
    ChargesModule,
    CheckoutModule,
    PaymentMethodsModule,
  ],
  providers: [
    CountFailedLook,
    FetchCard,
    FindSession,
    InquireAttempt,
    TellOfSearch,
    ResolveAttempt,
    ResolveCardSetup,
    Sweep,
  ],
  exports: [Sweep],
})
export class ReconciliationModule {}
