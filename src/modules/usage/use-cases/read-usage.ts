import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { PricesRepository } from '../../plans/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { ListUsageQuery } from '../dto/list-usage.query.js';
import { presentRecord, presentTotal, type UsageRecordResponse, type UsageTotalResponse } from '../dto/usage.response.js'; // prettier-ignore
import { UsageRecordsRepository } from '../usage-records.repository.js';
import { UsageTotalsRepository } from '../usage-totals.repository.js';
import { UsageVoidsRepository } from '../usage-voids.repository.js';

/** Of how many prices and periods the summary tells. */
const MOST_TOTALS = 100;

@Injectable()
export class ReadUsage {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly records: UsageRecordsRepository,
    private readonly totals: UsageTotalsRepository,
    private readonly voids: UsageVoidsRepository,
  ) {}

  list(
    merchantId: bigint,
    publicId: string,
    query: ListUsageQuery,
  ): Promise<PageResponse<UsageRecordResponse>> {
    return this.uow.read(async (tx) => {
      const subscription = await this.find(tx, merchantId, publicId);
      const filter = { subscriptionId: subscription.id, ...(await this.itemFilter(tx, subscription, query)) };
      const page = await this.records.page(tx, merchantId, filter, toPageRequest(query));
      const items = await this.itemIds(tx, merchantId, page.rows.map((row) => row.itemId)); // prettier-ignore
      const voids = await this.voids.ofRecords(tx, merchantId, page.rows.map(({ id }) => id)); // prettier-ignore
      return toPageResponse(page, (row) => presentRecord(row, items.get(row.itemId)!, voids.get(row.id)));
    });
  }

  summary(merchantId: bigint, publicId: string): Promise<UsageTotalResponse[]> {
    return this.uow.read(async (tx) => {
      const { id } = await this.find(tx, merchantId, publicId);
      const totals = await this.totals.latestOf(tx, merchantId, id, MOST_TOTALS);
      const prices = await this.prices.findByIds(tx, merchantId, totals.map((total) => total.priceId)); // prettier-ignore
      const byId = new Map(prices.map((price) => [price.id, price]));
      const items = await this.itemIds(tx, merchantId, totals.map((total) => total.itemId)); // prettier-ignore
      return totals.map((total) => presentTotal(total, items.get(total.itemId)!, byId.get(total.priceId)!));
    });
  }

  private async find(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return subscription;
  }

  private async itemFilter(
    tx: Tx,
    { merchantId, id, publicId }: Subscription,
    { item }: ListUsageQuery,
  ): Promise<{ itemId?: bigint }> {
    if (item === undefined) return {};
    const found = await this.subscriptions.findItem(tx, merchantId, item);
    if (found?.subscriptionId === id) return { itemId: found.id };
    throw AppError.field('rule_violation', 'item', `there is no item ${item} in ${publicId}`);
  }

  private async itemIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Map<bigint, string>> {
    const items = await this.subscriptions.findItems(tx, merchantId, [...new Set(ids)]);
    return new Map(items.map((item) => [item.id, item.publicId]));
  }
}
