import { Injectable } from '@nestjs/common';
import type { PayPageFacts } from '../../domain/charge/pay-page.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, type Charge, ChargesRepository } from '../charges/index.js';
import { type Invoice, InvoicesRepository, isByHand } from '../invoices/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';

export interface PayPageRows {
  facts: PayPageFacts;
  invoice: Invoice;
  subscription: Subscription | null;
  charge: Charge | null;
  open: Attempt | null;
}

/** What an invoice's link depends on. */
@Injectable()
export class PayPageReader {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
  ) {}

  async read(tx: Tx, invoice: Invoice, now: Date): Promise<PayPageRows> {
    const { merchantId, subscriptionId, id } = invoice;
    const subscription =
      subscriptionId === null ? null : await this.subscriptions.findById(tx, merchantId, subscriptionId);
    const charge = await this.charges.findByInvoice(tx, merchantId, id);
    return this.rows(tx, { invoice, subscription, charge }, now);
  }

  /**
   * The same under lock, in the order in which settling locks. The charge's lock is what keeps the clock from
   * writing its own attempt between this look and a page that is opened because of it.
   */
  async lock(tx: Tx, { merchantId, subscriptionId, id }: Invoice, now: Date): Promise<PayPageRows> {
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, subscriptionId);
    const found = await this.charges.findByInvoice(tx, merchantId, id);
    const charge = found && (await this.charges.lockById(tx, merchantId, found.id));
    const invoice = await this.invoices.lockById(tx, merchantId, id);
    return this.rows(tx, { invoice, subscription, charge }, now);
  }

  private async rows(
    tx: Tx,
    rows: Pick<PayPageRows, 'invoice' | 'subscription' | 'charge'>,
    now: Date,
  ): Promise<PayPageRows> {
    const { invoice, subscription, charge } = rows;
    const open = await this.attempts.findOpen(tx, invoice.merchantId, invoice.id);
    const facts = {
      invoice: invoice.status,
      charge: charge?.status ?? null,
      subscription: subscription?.status ?? null,
      isByHand: isByHand(invoice),
      cancelRequested: (subscription?.cancelRequestedAt ?? null) !== null,
      open: open && {
        kind: open.kind,
        state: open.status,
        expired: open.expiresAt !== null && open.expiresAt <= now,
      },
    };
    return { ...rows, facts, open };
  }
}
