import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { ChangesModule } from '../changes/index.js';
import { ChargesModule } from '../charges/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { InsightsController } from './insights.controller.js';
import { PaymentsRepository } from './payments.repository.js';
import { PlannedChanges } from './planned-changes.js';
import { ReturnsRepository } from './returns.repository.js';
import { StandingRepository } from './standing.repository.js';
import { ExplainInvoice } from './use-cases/explain-invoice.js';
import { ExplainSubscription } from './use-cases/explain-subscription.js';
import { Foretell } from './use-cases/foretell.js';

@Module({
  imports: [BalancesModule, CardsModule, SubscriptionsModule, InvoicesModule, ChargesModule, ChangesModule],
  controllers: [InsightsController],
  providers: [
    PaymentsRepository,
    PlannedChanges,
    ReturnsRepository,
    StandingRepository,
    ExplainInvoice,
    ExplainSubscription,
    Foretell,
  ],
  exports: [Foretell, PlannedChanges],
})
export class InsightsModule {}
