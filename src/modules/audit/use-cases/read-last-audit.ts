import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AuditRepository } from '../audit.repository.js';

/** When the books were last looked at to the end, and what was found. */
@Injectable()
export class ReadLastAudit {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly audits: AuditRepository,
  ) {}

  execute(merchantId: bigint) {
    return this.uow.read((tx) => this.audits.lastRuns(tx, merchantId));
  }
}
