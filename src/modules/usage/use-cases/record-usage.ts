import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository } from '../../cards/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { PricesRepository } from '../../plans/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { RecordUsageRequest } from '../dto/record-usage.request.js';
import { presentRecord, type RecordedUsageResponse } from '../dto/usage.response.js';
import { EarlierPeriodsRepository } from '../earlier-periods.repository.js';
import { judgeUsage, type MeteredItem, reachesBack } from '../judge-usage.js';
import { totalsOf } from '../totals-of.js';
import { UsageRecordsRepository } from '../usage-records.repository.js';
import { UsageTotalsRepository } from '../usage-totals.repository.js';
import { UsageVoidsRepository } from '../usage-voids.repository.js';

/**
 * Writes down what was used: all of it or nothing. The subscription is locked against billing and its end,
 * not against other usage: what comes after an invoice was made waits for the next one, and nothing comes
 * after the last one.
 */
@Injectable()
export class RecordUsage {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly records: UsageRecordsRepository,
    private readonly totals: UsageTotalsRepository,
    private readonly voids: UsageVoidsRepository,
    private readonly earlierPeriods: EarlierPeriodsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** `path` gives where the record of an index stands in the body. */
  execute(
    merchantId: bigint,
    publicId: string,
    requests: RecordUsageRequest[],
    path: (index: number) => string,
  ): Promise<RecordedUsageResponse[]> {
    return this.uow.run(async (tx) => {
      const subscription = await this.lock(tx, merchantId, publicId);
      const items = await this.itemsOf(tx, subscription, requests);
      const keys = requests.map(({ key }) => key);
      const known = await this.records.findByKeys(tx, merchantId, subscription.id, keys);
      const voids = await this.voids.ofRecords(tx, merchantId, known.map(({ id }) => id)); // prettier-ignore
      const now = await this.clock.now(tx, merchantId);
      const isBack = reachesBack(subscription, requests);
      const earlier = isBack ? await this.earlierPeriods.of(tx, subscription, now) : null;
      const { added, answers } = judgeUsage({
        subscription,
        items,
        known,
        requests,
        voids,
        earlier,
        path,
        now,
      });
      // The totals first: who holds their rows writes its records next, so of two at one instant the one with the later
      // record is the latest of both. The other way round a `last` total might not be what its records come to.
      await this.totals.add(tx, totalsOf(added, subscription.usageThresholdMinor !== null));
      const rows = added.map(({ record }) => record);
      if ((await this.records.insert(tx, rows)) !== added.length) {
        throw new AppError('conflict', 'Another request is recording usage with the same key; send it again');
      }
      if (added.length > 0 && !subscription.hasUsage) {
        await this.subscriptions.update(tx, merchantId, subscription.id, { hasUsage: true });
      }
      // Usage may come every second: what the next invoice comes to by it is looked at once an hour.
      if (added.length > 0)
        await this.agreements.reviewOfAmount(tx, subscription, { now, by: inAnHour(now) });
      return answers.map(({ record, item, duplicate }) => ({ ...presentRecord(record, item), duplicate }));
    });
  }

  /** Shared with other usage; alone for the first one, which changes the row: two who share it would wait for each other. */
  private async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription> {
    const found = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
    if (!found) throw AppError.notFound('subscription', publicId);
    const shared = found.hasUsage
      ? (await this.subscriptions.shareByPublicId(tx, merchantId, publicId))!
      : (await this.subscriptions.lockByPublicId(tx, merchantId, publicId))!;
    if (shared.status === 'incomplete' || shared.status === 'canceled' || shared.status === 'ended') {
      throw new AppError('conflict', `Subscription ${publicId} is ${shared.status} and takes no usage`);
    }
    return shared;
  }

  /** Also those that are gone: usage of before they went may come after it. */
  private async itemsOf(
    tx: Tx,
    { merchantId, id }: Subscription,
    requests: RecordUsageRequest[],
  ): Promise<Map<string, MeteredItem>> {
    const named = [...new Set(requests.map(({ item }) => item))];
    const items = await this.subscriptions.findItemsEver(tx, merchantId, id, named);
    const prices = await this.prices.findByIds(tx, merchantId, items.map((item) => item.priceId)); // prettier-ignore
    const byId = new Map(prices.map((price) => [price.id, price]));
    return new Map(items.map((item) => [item.publicId, { item, price: byId.get(item.priceId)! }]));
  }
}

function inAnHour(now: Date): Date {
  return new Date(now.getTime() + 3_600_000);
}
