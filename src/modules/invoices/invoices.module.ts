import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { CouponsModule } from '../coupons/index.js';
import { CustomersModule } from '../customers/index.js';
import { LedgerModule } from '../ledger/index.js';
import { PlansModule } from '../plans/index.js';
import { TaxRatesModule } from '../tax-rates/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsageModule } from '../usage/index.js';
import { BillablesReader } from './billables.js';
import { Drafts } from './drafts.js';
import { DueInvoicesRepository } from './due-invoices.repository.js';
import { TellOverdue } from './use-cases/tell-overdue.js';
import { InvoiceLifecycle } from './invoice-lifecycle.js';
import { ChargedLinesRepository } from './charged-lines.repository.js';
import { ChargedUsageRepository } from './charged-usage.repository.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesRepository } from './invoices.repository.js';
import { OutsidePaymentsRepository } from './outside-payments.repository.js';
import { PayersRepository } from './terms/payers.repository.js';
import { PendingLinesRepository } from './terms/pending-lines.repository.js';
import { TermsController } from './terms.controller.js';
import { TermsOfSubscriptions } from './terms/standing-terms.js';
import { ChangeDiscounts } from './use-cases/change-discounts.js';
import { ChangeDraftLines } from './use-cases/change-draft-lines.js';
import { ChangePendingLines } from './use-cases/change-pending-lines.js';
import { NoteBilled } from './note-billed.js';
import { NumberInvoices } from './use-cases/number-invoices.js';
import { ReadInvoices } from './use-cases/read-invoices.js';

@Module({
  imports: [
    SubscriptionsModule,
    CustomersModule,
    PlansModule,
    CardsModule,
    TaxRatesModule,
    CardsModule,
    CouponsModule,
    LedgerModule,
    BalancesModule,
    UsageModule,
  ],
  controllers: [InvoicesController, TermsController],
  providers: [
    ChangeDiscounts,
    ChangePendingLines,
    PayersRepository,
    PendingLinesRepository,
    TermsOfSubscriptions,
    InvoicesRepository,
    BillablesReader,
    ChangeDraftLines,
    ChargedLinesRepository,
    ChargedUsageRepository,
    Drafts,
    DueInvoicesRepository,
    TellOverdue,
    InvoiceLifecycle,
    NoteBilled,
    NumberInvoices,
    OutsidePaymentsRepository,
    ReadInvoices,
  ],
  exports: [
    ChangeDiscounts,
    ChangePendingLines,
    PendingLinesRepository,
    ReadInvoices,
    Drafts,
    DueInvoicesRepository,
    TellOverdue,
    TermsOfSubscriptions,
    InvoicesRepository,
    BillablesReader,
    ChargedLinesRepository,
    InvoiceLifecycle,
    NoteBilled,
    NumberInvoices,
    OutsidePaymentsRepository,
  ],
})
export class InvoicesModule {}
