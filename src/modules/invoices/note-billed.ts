import { Injectable } from '@nestjs/common';
import { isUsedAhead, isUsedBy } from '../../domain/discount/apply-discounts.js';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import type { Writer } from '../../platform/database/writes.js';
import { UseDiscounts } from '../coupons/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import { UsageTotalsRepository } from '../usage/index.js';
import type { Billables } from './assemble-billables.js';
import type { Invoice } from './invoice.entity.js';
import { TermsOfSubscriptions } from './terms/standing-terms.js';

/** After the invoice of a period was issued: what was billed or used up by it and must not be again. */
@Injectable()
export class NoteBilled {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly usageTotals: UsageTotalsRepository,
    private readonly terms: TermsOfSubscriptions,
    private readonly discounts: UseDiscounts,
  ) {}

  async execute(
    writer: Writer,
    subscription: Subscription,
    { once, standing, terms, ...billed }: Pick<Billables, 'once' | 'usage' | 'standing' | 'terms'>,
    { invoice, draft }: { invoice: Invoice; draft: InvoiceDraft },
    at: Date,
  ): Promise<void> {
    await this.ofUsage(writer, billed);
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
    // A first invoice of which all is paid afterwards has no line: a coupon for one invoice would be gone for nothing.
    const discountRows = standing.discountRows.filter((_, i) => isUsedBy(terms.discounts[i]!, draft.lines));
    await this.terms.use(writer, subscription, { ...standing, discountRows }, invoice, at);
  }

  /** After an invoice of usage within a period: the period's own has the coupons of that one used, if it has no line left. */
  async ahead(
    writer: Writer,
    { standing, terms }: Pick<Billables, 'standing' | 'terms'>,
    { lines }: InvoiceDraft,
  ): Promise<void> {
    const discountRows = standing.discountRows.filter((_, i) => isUsedAhead(terms.discounts[i]!, lines));
    await this.discounts.usedAhead(writer, discountRows);
  }

  /** All of it; where it costs nothing it may be that there is no invoice. */
  async ofUsage(writer: Writer, { usage }: Pick<Billables, 'usage'>): Promise<void> {
    for (const total of usage) await this.usageTotals.markBilled(writer, total);
  }
}
