import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { DocumentsController } from './documents.controller.js';
import { PrintInvoice } from './use-cases/print-invoice.js';

@Module({
  imports: [CustomersModule, InvoicesModule],
  controllers: [DocumentsController],
  providers: [PrintInvoice],
})
export class DocumentsModule {}
