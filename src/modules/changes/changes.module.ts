import { Global, Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { ChargesModule } from '../charges/index.js';
import { CheckoutModule } from '../checkout/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PlansModule } from '../plans/index.js';
import { SubscriptionsModule, UnusedCredit } from '../subscriptions/index.js';
import { UsageModule } from '../usage/index.js';
import { ApplyItems } from './apply-items.js';
import { BillingDay } from './billing-day.js';
import { ChangeFactsReader } from './change-facts.js';
import { ChangesController } from './changes.controller.js';
import { CountAnew } from './count-anew.js';
import { GiveUnusedCredit } from './give-unused-credit.js';
import { MakeAgreedChange } from './make-agreed-change.js';
import { MakeChange } from './make-change.js';
import { PauseAndResume } from './pause-and-resume.js';
import { Unsettled } from './unsettled.js';
import { ApplyScheduledChanges } from './use-cases/apply-scheduled-changes.js';
import { ChangeSubscription } from './use-cases/change-subscription.js';
import { MoveBillingDay } from './use-cases/move-billing-day.js';
import { PauseSubscription } from './use-cases/pause-subscription.js';
import { ReactivateSubscription } from './use-cases/reactivate-subscription.js';
import { ReplacePhases } from './use-cases/replace-phases.js';
import { ChangeTerm } from './use-cases/change-term.js';
import { ChangeTrialEnd } from './use-cases/change-trial-end.js';
import { ResumeSubscription } from './use-cases/resume-subscription.js';
import { ListScheduledChanges, UndoScheduledChange } from './use-cases/scheduled-changes.js';
import { UncancelSubscription } from './use-cases/uncancel-subscription.js';

/** Global, because the subscriptions below it ask it, through UnusedCredit, for what a cancel gives back. */
@Global()
@Module({
  imports: [
    MerchantsModule,
    PlansModule,
    BalancesModule,
    CardsModule,
    CheckoutModule,
    SubscriptionsModule,
    UsageModule,
    InvoicesModule,
    ChargesModule,
  ],
  controllers: [ChangesController],
  providers: [
    ApplyItems,
    ApplyScheduledChanges,
    BillingDay,
    ChangeFactsReader,
    ChangeSubscription,
    CountAnew,
    GiveUnusedCredit,
    { provide: UnusedCredit, useExisting: GiveUnusedCredit },
    ListScheduledChanges,
    MakeAgreedChange,
    MakeChange,
    MoveBillingDay,
    PauseAndResume,
    PauseSubscription,
    ReactivateSubscription,
    ReplacePhases,
    ResumeSubscription,
    ChangeTerm,
    ChangeTrialEnd,
    UncancelSubscription,
    UndoScheduledChange,
    Unsettled,
  ],
  exports: [
    ApplyScheduledChanges,
    BillingDay,
    ChangeTerm,
    ChangeTrialEnd,
    GiveUnusedCredit,
    MakeChange,
    PauseAndResume,
    ReactivateSubscription,
    ReplacePhases,
    UncancelSubscription,
    UndoScheduledChange,
    UnusedCredit,
  ],
})
export class ChangesModule {}
