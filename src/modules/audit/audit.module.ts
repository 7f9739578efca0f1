import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { AuditRepository } from './audit.repository.js';
import { AuditBooks } from './use-cases/audit-books.js';
import { AuditNightly } from './use-cases/audit-nightly.js';

@Module({
  imports: [EventsModule, MerchantsModule],
  providers: [AuditRepository, AuditBooks, AuditNightly],
  exports: [AuditBooks, AuditNightly],
})
export class AuditModule {}
