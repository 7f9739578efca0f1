import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { DueInvoicesRepository } from '../due-invoices.repository.js';
import type { Invoice } from '../invoice.entity.js';
import { InvoiceLifecycle } from '../invoice-lifecycle.js';

/** An invoice that a person made was not paid in time: told once. Nothing else follows; it stays payable. */
@Injectable()
export class TellOverdue {
  private readonly logger = new Logger(TellOverdue.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueInvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const overdue = await this.due.claimOverdue(tx, scope, now, limit);
      const told = await inBatch<Invoice, number>(tx, overdue, {
        together: async (inner, invoices) => {
          const told: number[] = [];
          for (const invoice of invoices) told.push(await this.tell(inner, invoice, now));
          return told;
        },
        alone: (inner, invoice) => this.tell(inner, invoice, now),
        failed: (_outer, invoice, error) => {
          this.logger.error(
            { err: error, invoice_id: invoice.publicId },
            'Telling an overdue invoice failed',
          );
          return Promise.resolve(0);
        },
      });
      return told.reduce((sum, one) => sum + one, 0);
    });
  }

  private async tell(tx: Tx, invoice: Invoice, now: Date): Promise<number> {
    await this.lifecycle.markOverdue(tx, invoice, now);
    return 1;
  }
}
