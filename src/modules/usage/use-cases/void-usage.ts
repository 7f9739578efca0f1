import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { SubscriptionLifecycle, SubscriptionsRepository } from '../../subscriptions/index.js';
import { presentRecord, type UsageRecordResponse } from '../dto/usage.response.js';
import type { UsageRecord } from '../usage-record.entity.js';
import { UsageRecordsRepository } from '../usage-records.repository.js';
import { UsageTotalsRepository } from '../usage-totals.repository.js';
import { UsageVoidsRepository } from '../usage-voids.repository.js';

/**
 * Takes back what was told by mistake, while nothing of its price and period is on an invoice. The subscription is locked
 * against billing and against other usage: the total is what the remaining records come to.
 */
@Injectable()
export class VoidUsage {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly records: UsageRecordsRepository,
    private readonly totals: UsageTotalsRepository,
    private readonly voids: UsageVoidsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, recordId: string): Promise<UsageRecordResponse> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const record = await this.records.findByPublicId(tx, merchantId, subscription.id, recordId);
      if (!record) throw AppError.notFound('usage record', recordId);
      const [item] = await this.subscriptions.findItems(tx, merchantId, [record.itemId]);
      const before = (await this.voids.ofRecords(tx, merchantId, [record.id])).get(record.id);
      if (before) return presentRecord(record, item!.publicId, before);
      await this.refuseBilled(tx, record);
      const now = await this.clock.now(tx, merchantId);
      await this.voids.insert(tx, record, now);
      await this.totals.countAnew(tx, record);
      const voided = presentRecord(record, item!.publicId, now);
      await this.lifecycle.tell(tx, subscription, 'subscription.usage_voided', now, {
        usage_id: voided.id,
        item: voided.item,
        quantity: voided.quantity,
        key: voided.key,
        timestamp: voided.timestamp,
        period_start: voided.period_start,
      });
      return voided;
    });
  }

  private async refuseBilled(tx: Tx, record: UsageRecord): Promise<void> {
    const total = await this.totals.ofRecord(tx, record);
    if (!total || total.billedRecords === 0n) return;
    throw new AppError(
      'conflict',
      `Usage of the period from ${total.periodStart.toISOString()} is on an invoice; correct it by a credit note, or by a line on the next invoice`,
    );
  }
}
