import { Injectable } from '@nestjs/common';
import type { Writer } from '../../platform/database/writes.js';
import { SubscriptionsRepository } from '../subscriptions/index.js';
import { UsageTotalsRepository } from '../usage/index.js';
import type { Billables } from './billables.js';

/** After an invoice was issued: what was billed by it and must not be billed again. */
@Injectable()
export class NoteBilled {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly usageTotals: UsageTotalsRepository,
  ) {}

  async execute(writer: Writer, { once, usage }: Billables, at: Date): Promise<void> {
    for (const total of usage) await this.usageTotals.markBilled(writer, total);
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
  }
}
