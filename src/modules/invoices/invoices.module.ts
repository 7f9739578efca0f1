import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { CustomersModule } from '../customers/index.js';
import { LedgerModule } from '../ledger/index.js';
import { PlansModule } from '../plans/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsageModule } from '../usage/index.js';
import { BillablesReader } from './billables.js';
import { InvoiceLifecycle } from './invoice-lifecycle.js';
import { ChargedLinesRepository } from './charged-lines.repository.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesRepository } from './invoices.repository.js';
import { NoteBilled } from './note-billed.js';
import { NumberInvoices } from './use-cases/number-invoices.js';
import { ReadInvoices } from './use-cases/read-invoices.js';

@Module({
  imports: [SubscriptionsModule, CustomersModule, PlansModule, LedgerModule, BalancesModule, UsageModule],
  controllers: [InvoicesController],
  providers: [
    InvoicesRepository,
    BillablesReader,
    ChargedLinesRepository,
    InvoiceLifecycle,
    NoteBilled,
    NumberInvoices,
    ReadInvoices,
  ],
  exports: [
    InvoicesRepository,
    BillablesReader,
    ChargedLinesRepository,
    InvoiceLifecycle,
    NoteBilled,
    NumberInvoices,
  ],
})
export class InvoicesModule {}
