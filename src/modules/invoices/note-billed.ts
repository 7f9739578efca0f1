import { Injectable } from '@nestjs/common';
import type { Writer } from '../../platform/database/writes.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import { UsageTotalsRepository } from '../usage/index.js';
import type { Billables } from './billables.js';
import type { Invoice } from './invoice.entity.js';
import { TermsOfSubscriptions } from './terms/standing-terms.js';

type Billed = Pick<Billables, 'once' | 'usage' | 'standing'>;

/** After an invoice was issued: what was billed or used up by it and must not be again. */
@Injectable()
export class NoteBilled {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly usageTotals: UsageTotalsRepository,
    private readonly terms: TermsOfSubscriptions,
  ) {}

  /** Of a period. */
  async execute(
    writer: Writer,
    subscription: Subscription,
    billed: Billed,
    invoice: Invoice,
    at: Date,
  ): Promise<void> {
    await this.items(writer, billed, at);
    await this.terms.use(writer, subscription, billed.standing, invoice, at);
  }

  /** Of what is owed besides periods, which uses up no coupon and has no line added by hand. */
  async items(writer: Writer, { once, usage }: Pick<Billed, 'once' | 'usage'>, at: Date): Promise<void> {
    for (const total of usage) await this.usageTotals.markBilled(writer, total);
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
  }
}
