import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { AuditRepository } from './audit.repository.js';
import { AuditController } from './audit.controller.js';
import { AuditBooks } from './use-cases/audit-books.js';
import { AuditNightly } from './use-cases/audit-nightly.js';
import { ReadLastAudit } from './use-cases/read-last-audit.js';

@Module({
  imports: [EventsModule, MerchantsModule],
  controllers: [AuditController],
  providers: [AuditRepository, AuditBooks, AuditNightly, ReadLastAudit],
  exports: [AuditBooks, AuditNightly],
})
export class AuditModule {}
