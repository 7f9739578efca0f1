import { Injectable } from '@nestjs/common';
import { OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { amountToCollect, type Invoice, InvoiceLifecycle, isByHand } from '../invoices/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesRepository } from './charges.repository.js';
import { SettleSuccess } from './settle-success.js';

export interface OpenInvoice {
  /** Null for an invoice of none. */
  subscription: Subscription | null;
  charge: Charge;
  invoice: Invoice;
}

/** An invoice that is open owes less than before: its charge asks for what is left, or for nothing any more. */
@Injectable()
export class CreditOpenAmount {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly settle: SettleSuccess,
  ) {}

  /** Only while nothing is on its way: what a customer is paying this moment must be what is owed. */
  refuseWhileUnderWay({ charge, invoice }: OpenInvoice, attempts: readonly Attempt[]): void {
    const isUnderWay = attempts.some(({ status }) =>
      (OPEN_ATTEMPT_STATES as readonly string[]).includes(status),
    );
    const isLeftToCustomer = charge.status === 'awaiting_customer' && isByHand(invoice);
    if ((charge.status === 'scheduled' || isLeftToCustomer) && !isUnderWay) return;
    throw new AppError(
      'conflict',
      `Invoice ${invoice.publicId} is being paid, or may be: it cannot be changed until that is known`,
    );
  }

  /** All rows are locked; the credit stands on the invoice. With nothing left to collect it counts as paid. */
  async execute(tx: Tx, { subscription, charge, invoice }: OpenInvoice, at: Date): Promise<void> {
    const left = amountToCollect(invoice);
    if (left > 0n) {
      const changes = { amountMinor: left, updatedAt: at };
      await this.charges.update(tx, charge.merchantId, charge.id, changes);
      Object.assign(charge, changes);
      return;
    }
    await this.chargeLifecycle.apply(tx, charge, 'cancel', at);
    await this.invoiceLifecycle.pay(tx, invoice, at);
    await this.settle.moveSubscription(tx, { subscription, charge, invoice, now: at });
  }
}
