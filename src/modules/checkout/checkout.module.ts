import { Global, Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { HostedCheckout, SubscriptionsModule } from '../subscriptions/index.js';
import { AskConsent } from './ask-consent.js';
import { CardSetupsRepository } from './card-setups.repository.js';
import { CheckoutController } from './checkout.controller.js';
import { ConsentFactsReader } from './consent-facts.js';
import { CustomerLinks } from './customer-links.js';
import { LinkPagesController } from './link-pages.controller.js';
import { LinksController } from './links.controller.js';
import { LinksRepository } from './links.repository.js';
import { PayPageReader } from './pay-page-reader.js';
import { ChangeCard } from './use-cases/change-card.js';
import { CloseCardSetup } from './use-cases/close-card-setup.js';
import { CompleteCardSetup } from './use-cases/complete-card-setup.js';
import { CreatePayLink } from './use-cases/create-pay-link.js';
import { EndUnstarted } from './use-cases/end-unstarted.js';
import { FirstPayment } from './use-cases/first-payment.js';
import { FollowCardLink } from './use-cases/follow-card-link.js';
import { FollowPayLink } from './use-cases/follow-pay-link.js';
import { OpenCheckout } from './use-cases/open-checkout.js';
import { OpenInvoicePage } from './use-cases/open-invoice-page.js';
import { ReviewConsents } from './use-cases/review-consents.js';
import { SetUpCard } from './use-cases/set-up-card.js';

/** The hosted pages and the links that lead to them. Global, because the subscriptions below it open their page through HostedCheckout. */
@Global()
@Module({
  imports: [
    GatewayModule,
    MerchantsModule,
    CustomersModule,
    CardsModule,
    SubscriptionsModule,
    InvoicesModule,
  ],
  controllers: [CheckoutController, LinksController, LinkPagesController],
  providers: [
    AskConsent,
    CardSetupsRepository,
    ChangeCard,
    CloseCardSetup,
    CompleteCardSetup,
    ConsentFactsReader,
    CreatePayLink,
    CustomerLinks,
    EndUnstarted,
    FirstPayment,
    FollowCardLink,
    FollowPayLink,
    LinksRepository,
    OpenCheckout,
    OpenInvoicePage,
    PayPageReader,
    ReviewConsents,
    SetUpCard,
    { provide: HostedCheckout, useExisting: OpenCheckout },
  ],
  exports: [
    AskConsent,
    CardSetupsRepository,
    CloseCardSetup,
    CompleteCardSetup,
    CustomerLinks,
    EndUnstarted,
    HostedCheckout,
    ReviewConsents,
  ],
})
export class CheckoutModule {}
