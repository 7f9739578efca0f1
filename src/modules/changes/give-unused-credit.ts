import { Injectable } from '@nestjs/common';
import { unusedCredit } from '../../domain/change/unused-credit.js';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { ChargedLinesRepository, InvoiceLifecycle } from '../invoices/index.js';
import { type Subscription, UnusedCredit } from '../subscriptions/index.js';
import { Unsettled } from './unsettled.js';

interface Unused {
  draft: InvoiceDraft;
  /** Public price id to row id. */
  priceIds: ReadonlyMap<string, bigint>;
}

/** Whoever cancels within a period gets its unused days back, into the balance. */
@Injectable()
export class GiveUnusedCredit extends UnusedCredit {
  constructor(
    private readonly charged: ChargedLinesRepository,
    private readonly unsettled: Unsettled,
    private readonly invoices: InvoiceLifecycle,
  ) {
    super();
  }

  override async give(tx: Tx, subscription: Subscription, at: Date): Promise<void> {
    const unused = await this.decide(tx, subscription, at);
    if (unused)
      await this.invoices.issue(tx, subscription, unused.draft, unused.priceIds, at, null, 'change');
  }

  override async giveIfSettled(tx: Tx, subscription: Subscription, at: Date): Promise<string | null> {
    const open = await this.unsettled.openInvoice(tx, subscription);
    if (open !== null) return `invoice ${open} was still being collected`;
    if (await this.unsettled.hasProrationsWaiting(tx, subscription))
      return 'an earlier change had not been invoiced';
    await this.give(tx, subscription, at);
    return null;
  }

  /** What would be given back; null when nothing is unused. Nothing is written. @throws AppError when it is not allowed */
  async decide(tx: Tx, subscription: Subscription, at: Date): Promise<Unused | null> {
    const what = 'a cancel that gives back what is unused';
    await this.unsettled.refuse(tx, subscription, what);
    await this.unsettled.refuseWhileProrationsWait(tx, subscription, what);
    return this.unused(tx, subscription, at);
  }

  /** At a later moment of the running period; null while something is open that would decide about it. */
  async foresee(tx: Tx, subscription: Subscription, at: Date): Promise<InvoiceDraft | null> {
    const isOpen = (await this.unsettled.why(tx, subscription, '')) !== null;
    if (isOpen || (await this.unsettled.whyProrationsWait(tx, subscription, '')) !== null) return null;
    return (await this.unused(tx, subscription, at))?.draft ?? null;
  }

  private async unused(tx: Tx, subscription: Subscription, at: Date): Promise<Unused | null> {
    const { merchantId, id, currency, timeZone, currentPeriodEnd: end } = subscription;
    const covering = await this.charged.covering(tx, merchantId, id, at);
    const charged = covering.filter(({ isEnded }) => !isEnded);
    const draft = unusedCredit({ charged, currency, timeZone, end }, at);
    // Also of prices that it no longer has: they were changed without being shared.
    const priceIds = new Map(charged.map(({ priceId, priceRow }) => [priceId, priceRow]));
    return draft && { draft, priceIds };
  }
}
