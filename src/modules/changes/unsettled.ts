import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { type Invoice, InvoicesRepository, PendingLinesRepository } from '../invoices/index.js';
import type { Subscription } from '../subscriptions/index.js';

/**
 * The rule of ADR 29: nobody gets back what was not paid. While an invoice of a subscription is open, whatever
 * would credit it, or leave it without an owner, is refused and says what is waited for. So a change can neither
 * be lost behind an answer that is still awaited, nor give back money that never came.
 */
@Injectable()
export class Unsettled {
  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly lines: PendingLinesRepository,
  ) {}

  /** A change that waits for the next invoice is not charged yet, so that nothing of it can be given back. */
  async refuseWhileProrationsWait(tx: Tx, subscription: Subscription, what: string): Promise<void> {
    const why = await this.whyProrationsWait(tx, subscription, what);
    if (why !== null) throw new AppError('conflict', why);
  }

  /** Null when none wait. */
  async whyProrationsWait(tx: Tx, subscription: Subscription, what: string): Promise<string | null> {
    if (!(await this.hasProrationsWaiting(tx, subscription))) return null;
    return (
      `What an earlier change of subscription ${subscription.publicId} came to waits for its next invoice, so ${what} ` +
      `has to wait for that as well, or be done at the end of the period`
    );
  }

  async hasProrationsWaiting(tx: Tx, subscription: Subscription): Promise<boolean> {
    return subscription.pendingLineCount > 0 && (await this.lines.hasProrations(tx, subscription));
  }

  async refuse(tx: Tx, subscription: Subscription, what: string): Promise<void> {
    const why = await this.why(tx, subscription, what);
    if (why !== null) throw new AppError('conflict', why);
  }

  /** Null when nothing is open. */
  async why(tx: Tx, subscription: Subscription, what: string): Promise<string | null> {
    return this.whyOpen(await this.openOf(tx, subscription), subscription, what);
  }

  whyOpen(open: Invoice | null, { publicId }: Subscription, what: string): string | null {
    if (!open) return null;
    return (
      `Invoice ${nameOf(open)} of subscription ${publicId} is still being collected, so ${what} ` +
      `has to wait: ask again once it is paid or given up, or do it at the end of the period`
    );
  }

  /** The number of one that is still being collected, or null. */
  async openInvoice(tx: Tx, subscription: Subscription): Promise<string | null> {
    const open = await this.openOf(tx, subscription);
    return open && nameOf(open);
  }

  private async openOf(tx: Tx, { merchantId, id }: Subscription): Promise<Invoice | null> {
    const [open] = await this.invoices.openOf(tx, merchantId, id, 1);
    return open ?? null;
  }
}

function nameOf({ number, publicId }: Invoice): string {
  return number ?? publicId;
}
