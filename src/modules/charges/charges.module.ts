import { Global, Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { CustomersModule } from '../customers/index.js';
import { DunningModule } from '../dunning/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PlansModule } from '../plans/index.js';
import { CollectionInFlight, SubscriptionsModule } from '../subscriptions/index.js';
import { AttemptContext } from './attempt-context.js';
import { AttemptHistory } from './attempt-history.repository.js';
import { AttemptLeases } from './attempt-leases.repository.js';
import { AttemptSession } from './attempt-session.js';
import { AttemptsRepository } from './attempts.repository.js';
import { BacklogRepository } from './backlog.repository.js';
import { StopOnBrokenMoneyLaw } from './broken-money-law.js';
import { CardOnFile } from './card-on-file.js';
import { ChargeFactsReader } from './charge-facts.js';
import { ChargeFailures } from './charge-failures.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesController } from './charges.controller.js';
import { ChargesRepository } from './charges.repository.js';
import { AfterRefusal } from './after-refusal.js';
import { DeclineOfCard } from './decline-of-card.js';
import { CreditOpenAmount } from './credit-open-amount.js';
import { Dunning } from './dunning.js';
import { EndOfPage } from './end-of-page.js';
import { DunningMails } from './dunning-mails.js';
import { GatewayHoldsRepository } from './gateway-holds.repository.js';
import { MassChargeGuard } from './mass-charge-guard.js';
import { MerchantsFault } from './merchants-fault.js';
import { Obstacles } from './obstacles.js';
import { ByHandFacts } from './by-hand-facts.js';
import { InvoiceCreationController } from './invoice-creation.controller.js';
import { CreateInvoice } from './use-cases/create-invoice.js';
import { InvoiceClosingController } from './invoice-closing.controller.js';
import { InvoicePaymentController } from './invoice-payment.controller.js';
import { OutsidePaymentController } from './outside-payment.controller.js';
import { PagesRepository } from './pages.repository.js';
import { RefuseCard } from './refuse-card.js';
import { SettleCharge } from './settle-charge.js';
import { SettlementContexts } from './settlement-contexts.js';
import { GivenUp } from './given-up.js';
import { GiveToHuman } from './give-to-human.js';
import { SettleHold } from './settle-hold.js';
import { SettleNegative } from './settle-negative.js';
import { SettleSuccess } from './settle-success.js';
import { StartLadder } from './start-ladder.js';
import { ThresholdFactsReader } from './threshold-facts.js';
import { StopCollection } from './stop-collection.js';
import { CloseInvoice } from './use-cases/close-invoice.js';
import { ClaimCharges } from './use-cases/claim-charges.js';
import { CloseEarlierSessions } from './use-cases/close-earlier-sessions.js';
import { ClosePagesInTheWay } from './use-cases/close-pages-in-the-way.js';
import { FinalizeDrafts } from './use-cases/finalize-drafts.js';
import { FinishWithoutAttempt } from './use-cases/finish-without-attempt.js';
import { CommitToSend } from './use-cases/commit-to-send.js';
import { MarkInvoicePaid } from './use-cases/mark-invoice-paid.js';
import { OpenCharge } from './use-cases/open-charge.js';
import { PayInvoiceNow } from './use-cases/pay-invoice-now.js';
import { PrepareAttempts } from './use-cases/prepare-attempts.js';
import { ReadCharges } from './use-cases/read-charges.js';
import { RunFinalSteps } from './use-cases/run-final-steps.js';
import { RunMailsDue } from './use-cases/run-mails-due.js';
import { SendAttempt } from './use-cases/send-attempt.js';
import { TryNewCardNow } from './use-cases/try-new-card-now.js';

const SHARED = [
  ThresholdFactsReader,
  AttemptContext,
  AttemptLeases,
  AttemptSession,
  AttemptsRepository,
  CardOnFile,
  StopOnBrokenMoneyLaw,
  ChargeFailures,
  ChargeLifecycle,
  ChargesRepository,
  CloseEarlierSessions,
  ClosePagesInTheWay,
  CreditOpenAmount,
  FinalizeDrafts,
  GatewayHoldsRepository,
  GivenUp,
  OpenCharge,
  PrepareAttempts,
  RunFinalSteps,
  RunMailsDue,
  SendAttempt,
  SettleCharge,
  SettlementContexts,
  TryNewCardNow,
];

/** Global, because the subscriptions below it ask it, through CollectionInFlight, what is on its way. */
@Global()
@Module({
  imports: [
    GatewayModule,
    MerchantsModule,
    CustomersModule,
    DunningModule,
    PlansModule,
    CardsModule,
    SubscriptionsModule,
    InvoicesModule,
    BalancesModule,
    LedgerModule,
  ],
  controllers: [
    ChargesController,
    InvoicePaymentController,
    InvoiceClosingController,
    OutsidePaymentController,
    InvoiceCreationController,
  ],
  providers: [
    ...SHARED,
    AttemptHistory,
    BacklogRepository,
    ByHandFacts,
    CreateInvoice,
    ChargeFactsReader,
    ClaimCharges,
    CloseInvoice,
    CommitToSend,
    AfterRefusal,
    DeclineOfCard,
    Dunning,
    DunningMails,
    EndOfPage,
    FinishWithoutAttempt,
    MarkInvoicePaid,
    MassChargeGuard,
    MerchantsFault,
    Obstacles,
    PagesRepository,
    PayInvoiceNow,
    ReadCharges,
    RefuseCard,
    GiveToHuman,
    SettleHold,
    SettleNegative,
    SettleSuccess,
    StartLadder,
    StopCollection,
    { provide: CollectionInFlight, useExisting: StopCollection },
  ],
  exports: [...SHARED, CollectionInFlight, CreateInvoice, StopCollection],
})
export class ChargesModule {}
