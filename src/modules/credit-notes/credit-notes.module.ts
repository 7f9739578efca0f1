import { Module } from '@nestjs/common';
import { BalancesModule } from '../balances/index.js';
import { CardsModule } from '../cards/index.js';
import { ChargesModule } from '../charges/index.js';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { RefundsModule } from '../refunds/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { CreditFacts } from './credit-facts.js';
import { CreditSource } from './credit-source.js';
import { CreditNotesController } from './credit-notes.controller.js';
import { CreditNotesRepository } from './credit-notes.repository.js';
import { IssueCreditNote } from './use-cases/issue-credit-note.js';
import { ReadCreditNotes } from './use-cases/read-credit-notes.js';

@Module({
  imports: [
    CustomersModule,
    SubscriptionsModule,
    BalancesModule,
    CardsModule,
    InvoicesModule,
    ChargesModule,
    RefundsModule,
  ],
  controllers: [CreditNotesController],
  providers: [CreditFacts, CreditSource, CreditNotesRepository, IssueCreditNote, ReadCreditNotes],
  exports: [CreditNotesRepository],
})
export class CreditNotesModule {}
