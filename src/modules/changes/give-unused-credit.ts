import { Injectable } from '@nestjs/common';
import { buildInvoice } from '../../domain/invoice/build-invoice.js';
import { creditUnused } from '../../domain/proration/credit-unused.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { ChargedLinesRepository, InvoiceLifecycle } from '../invoices/index.js';
import { type Subscription, UnusedCredit } from '../subscriptions/index.js';
import { Unsettled } from './unsettled.js';

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
    const what = 'a cancel that gives back what is unused';
    await this.unsettled.refuse(tx, subscription, what);
    await this.unsettled.refuseWhileProrationsWait(tx, subscription, what);
    const { merchantId, id, currency, timeZone, currentPeriodEnd: end } = subscription;
    const covering = await this.charged.covering(tx, merchantId, id, at);
    const charged = covering.filter(({ isEnded }) => !isEnded);
    const lines = charged
      .map((line) => creditUnused(line, { at, unit: 'day', timeZone }))
      .filter((line) => line !== null);
    if (end === null || lines.length === 0) return;
    // Also of prices that it no longer has: they were changed without being shared.
    const priceIds = new Map(charged.map(({ priceId, priceRow }) => [priceId, priceRow]));
    const period = { index: null, start: at, end };
    const draft = buildInvoice({ currency, period, lines, discounts: [], tax: null, timeZone });
    await this.invoices.issue(tx, subscription, draft, priceIds, at, null, 'change');
  }
}
