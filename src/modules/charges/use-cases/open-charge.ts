import { Injectable } from '@nestjs/common';
import { chargeMachine } from '../../../domain/charge/charge-states.js';
import { next } from '../../../domain/state-machine.js';
import type { Writer } from '../../../platform/database/writes.js';
import { amountToCollect, type Invoice, isByHand } from '../../invoices/index.js';
import type { Charge } from '../charge.entity.js';
import { ChargesRepository } from '../charges.repository.js';

/** Begins the collecting of an invoice; one of nothing, or that the balance paid, needs none. */
@Injectable()
export class OpenCharge {
  constructor(private readonly charges: ChargesRepository) {}

  /** As the invoice says: by its link alone, or from the card. */
  asInvoiceSays(writer: Writer, invoice: Invoice, at: Date): Promise<Charge | null> {
    if (invoice.collection !== 'send_invoice') return this.automatically(writer, invoice, at);
    return amountToCollect(invoice) === 0n ? Promise.resolve(null) : this.byCustomer(writer, invoice, at);
  }

  /** By charging the saved card, from `at` on. */
  async automatically(writer: Writer, invoice: Invoice, at: Date): Promise<Charge | null> {
    if (amountToCollect(invoice) === 0n) return null;
    return this.charges.insert(writer, {
      ...of(invoice, at),
      status: chargeMachine.initial,
      nextAction: 'attempt',
      nextActionAt: at,
      nextActionReason: reasonOf(invoice),
    });
  }

  /** By the customer on a hosted page. */
  async byCustomer(writer: Writer, invoice: Invoice, at: Date): Promise<Charge> {
    return this.charges.insert(writer, {
      ...of(invoice, at),
      status: next(chargeMachine, chargeMachine.initial, 'checkout_opened'),
      nextAction: null,
      nextActionAt: null,
      nextActionReason: null,
    });
  }
}

function reasonOf(invoice: Invoice): string {
  if (isByHand(invoice)) return 'the invoice was made';
  return invoice.kind === 'usage_threshold' ? 'usage reached its threshold' : 'the period is due';
}

function of(invoice: Invoice, at: Date) {
  return {
    merchantId: invoice.merchantId,
    invoiceId: invoice.id,
    subscriptionId: invoice.subscriptionId,
    customerId: invoice.customerId,
    currency: invoice.currency,
    amountMinor: amountToCollect(invoice),
    createdAt: at,
  };
}
