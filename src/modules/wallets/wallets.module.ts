import { Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { CardsModule } from '../cards/index.js';
import { ChargesModule } from '../charges/index.js';
import { CheckoutModule } from '../checkout/index.js';
import { CustomersModule } from '../customers/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { CardUsesRepository } from './card-uses.repository.js';
import { ApplySync } from './use-cases/apply-sync.js';
import { AskAgreements } from './use-cases/ask-agreements.js';
import { ChooseDefaultCard } from './use-cases/choose-default-card.js';
import { DeleteCard } from './use-cases/delete-card.js';
import { FinishDeletion } from './use-cases/finish-deletion.js';
import { RunDeletions } from './use-cases/run-deletions.js';
import { SyncCards } from './use-cases/sync-cards.js';
import { SyncDue } from './use-cases/sync-due.js';
import { SyncOnDemand } from './use-cases/sync-on-demand.js';
import { WalletContext } from './wallet-context.js';
import { WalletsController } from './wallets.controller.js';

/** Customers' cards as Ottu has them, and as we do: compared, chosen, deleted. */
@Module({
  imports: [
    GatewayModule,
    MerchantsModule,
    CustomersModule,
    CardsModule,
    SubscriptionsModule,
    ChargesModule,
    CheckoutModule,
  ],
  controllers: [WalletsController],
  providers: [
    ApplySync,
    AskAgreements,
    CardUsesRepository,
    ChooseDefaultCard,
    DeleteCard,
    FinishDeletion,
    RunDeletions,
    SyncCards,
    SyncDue,
    SyncOnDemand,
    WalletContext,
  ],
  exports: [RunDeletions, SyncDue],
})
export class WalletsModule {}
