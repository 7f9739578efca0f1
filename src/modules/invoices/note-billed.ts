import { Injectable } from '@nestjs/common';
import type { Writer } from '../../platform/database/writes.js';
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
  ) {}

  async execute(
    writer: Writer,
    subscription: Subscription,
    { once, standing, ...billed }: Pick<Billables, 'once' | 'usage' | 'standing'>,
    invoice: Invoice,
    at: Date,
  ): Promise<void> {
    await this.ofUsage(writer, billed);
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
    await this.terms.use(writer, subscription, standing, invoice, at);
  }

  /** All of it; where it costs nothing it may be that there is no invoice. */
  async ofUsage(writer: Writer, { usage }: Pick<Billables, 'usage'>): Promise<void> {
    for (const total of usage) await this.usageTotals.markBilled(writer, total);
  }
}
