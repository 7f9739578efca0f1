import { Injectable } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { DueInvoicesRepository } from '../due-invoices.repository.js';
import { InvoiceLifecycle } from '../invoice-lifecycle.js';

/** An invoice that a person made was not paid in time: told once. Nothing else follows; it stays payable. */
@Injectable()
export class TellOverdue {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueInvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const overdue = await this.due.claimOverdue(tx, scope, now, limit);
      for (const invoice of overdue) await this.lifecycle.markOverdue(tx, invoice, now);
      return overdue.length;
    });
  }
}
