import { Global, Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { HostedCheckout, SubscriptionsModule } from '../subscriptions/index.js';
import { CardSetupsRepository } from './card-setups.repository.js';
import { CheckoutController } from './checkout.controller.js';
import { CompleteCardSetup } from './use-cases/complete-card-setup.js';
import { EndUnstarted } from './use-cases/end-unstarted.js';
import { FirstPayment } from './use-cases/first-payment.js';
import { OpenCheckout } from './use-cases/open-checkout.js';
import { SetUpCard } from './use-cases/set-up-card.js';

/** Global, because the subscriptions below it open their page through HostedCheckout. */
@Global()
@Module({
  imports: [GatewayModule, MerchantsModule, CardsModule, SubscriptionsModule, InvoicesModule],
  controllers: [CheckoutController],
  providers: [
    CardSetupsRepository,
    CompleteCardSetup,
    EndUnstarted,
    FirstPayment,
    OpenCheckout,
    SetUpCard,
    { provide: HostedCheckout, useExisting: OpenCheckout },
  ],
  exports: [CardSetupsRepository, CompleteCardSetup, EndUnstarted, HostedCheckout],
})
export class CheckoutModule {}
