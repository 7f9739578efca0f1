import { Module } from '@nestjs/common';
import { CreditNotesModule } from '../credit-notes/index.js';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { DocumentsController } from './documents.controller.js';
import { Printer } from './printer.js';
import { PrintCreditNote } from './use-cases/print-credit-note.js';
import { PrintInvoice } from './use-cases/print-invoice.js';

@Module({
  imports: [CustomersModule, InvoicesModule, CreditNotesModule],
  controllers: [DocumentsController],
  providers: [Printer, PrintInvoice, PrintCreditNote],
})
export class DocumentsModule {}
