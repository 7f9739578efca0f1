import { Injectable } from '@nestjs/common';
import type { Writer } from '../../platform/database/writes.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import type { Billables } from './billables.js';
import type { Invoice } from './invoice.entity.js';
import { TermsOfSubscriptions } from './terms/standing-terms.js';

/** After the invoice of a period was issued: what was billed or used up by it and must not be again. */
@Injectable()
export class NoteBilled {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly terms: TermsOfSubscriptions,
  ) {}

  async execute(
    writer: Writer,
    subscription: Subscription,
    { once, standing }: Pick<Billables, 'once' | 'standing'>,
    invoice: Invoice,
    at: Date,
  ): Promise<void> {
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
    await this.terms.use(writer, subscription, standing, invoice, at);
  }
}
