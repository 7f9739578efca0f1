import { Injectable } from '@nestjs/common';
import type { Writer } from '../../platform/database/writes.js';
import { SubscriptionsRepository } from '../subscriptions/index.js';
import type { Billables } from './billables.js';

/** After an invoice was issued: what was billed by it and must not be billed again. */
@Injectable()
export class NoteBilled {
  constructor(private readonly subscriptions: SubscriptionsRepository) {}

  async execute(writer: Writer, { once }: Billables, at: Date): Promise<void> {
    for (const item of once) {
      await this.subscriptions.updateItem(writer, item.merchantId, item.id, { chargedOnceAt: at });
    }
  }
}
