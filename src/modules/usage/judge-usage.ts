import { type EarlierPeriods, isBeforeCounting, placeUsage } from '../../domain/subscription/usage-window.js';
import type { Period } from '../../domain/calendar/period.js';
import { AppError, type FieldFault } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { newId } from '../../platform/ids/type-id.js';
import { isMetered, type Price } from '../plans/index.js';
import { anchorOf, intervalOf, type Subscription, type SubscriptionItem } from '../subscriptions/index.js';
import type { RecordUsageRequest } from './dto/record-usage.request.js';
import type { UsageRecord } from './usage-record.entity.js';
import type { NewUsageRecord } from './usage-records.repository.js';

export interface MeteredItem {
  item: SubscriptionItem;
  price: Price;
}

export interface UsageFacts {
  subscription: Subscription;
  /** By public id; metered or not, there or gone. */
  items: ReadonlyMap<string, MeteredItem>;
  /** What was recorded before under one of the keys. */
  known: UsageRecord[];
  requests: RecordUsageRequest[];
  /** Of those known, by id: when they were taken back. */
  voids: ReadonlyMap<bigint, Date>;
  /** Where something `reachesBack`. */
  earlier: EarlierPeriods | null;
  path: (index: number) => string;
  now: Date;
}

/** Usage that is new; `period` is null where it is free. */
export interface AddedUsage {
  record: NewUsageRecord;
  period: Period | null;
  price: Price;
}

export interface JudgedUsage {
  added: AddedUsage[];
  /** One for each request, in its order. */
  answers: { record: UsageRecord; item: string; duplicate: boolean }[];
}

/** What of the requests is new, and where it counts. @throws AppError with every fault of every record */
export function judgeUsage(facts: UsageFacts): JudgedUsage {
  const known = new Map(facts.known.map((record) => [record.key, record]));
  const judged: JudgedUsage = { added: [], answers: [] };
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  facts.requests.forEach((request, index) => {
    const path = facts.path(index);
    const fail = (field: string, message: string) =>
      void faults.push({ field: fieldPath(path, field), message });
    if (seen.has(request.key)) return fail('key', 'stands in the list twice');
    seen.add(request.key);
    const found = facts.items.get(request.item);
    if (!found) return fail('item', `there is no item ${request.item} in this subscription`);
    const before = known.get(request.key);
    if (before) {
      if (facts.voids.has(before.id))
        return fail('key', 'was used before for usage that was taken back; tell it under another key');
      if (!isSame(before, request, found)) return fail('key', 'was used before for other usage');
      return void judged.answers.push({ record: before, item: request.item, duplicate: true });
    }
    if (!isMetered(found.price)) return fail('item', `${request.item} is not metered`);
    // What is added up never goes down, so that nothing more is a mistake; a meter that is read may stand at nothing.
    if (request.quantity === 0 && found.price.usageAggregation === 'sum') {
      const message = `must be at least 1: of ${request.item} usage is added up; 0 says nothing of it`;
      return fail('quantity', message);
    }
    const usedAt = request.timestamp === undefined ? facts.now : new Date(request.timestamp);
    const { removedAt } = found.item;
    if (removedAt !== null && usedAt >= removedAt) {
      return fail(
        'item',
        `${request.item} went on ${removedAt.toISOString()} and takes only usage of before`,
      );
    }
    const place = placeUsage(windowOf(facts), usedAt, facts.now);
    if (place.kind === 'refused') return fail('timestamp', place.reason);
    const period = place.kind === 'period' ? place.period : null;
    const record = recordOf(facts, request, found, usedAt, period);
    judged.added.push({ record, period, price: found.price });
    judged.answers.push({ record: record as UsageRecord, item: request.item, duplicate: false });
  });
  if (faults.length === 0) return judged;
  const detail = faults.slice(0, 5).map(({ field, message }) => `${field}: ${message}`).join('; '); // prettier-ignore
  throw new AppError('rule_violation', detail, faults);
}

/** A repeat without its timestamp was told then, not now. */
function isSame(before: UsageRecord, request: RecordUsageRequest, { item }: MeteredItem): boolean {
  return (
    before.itemId === item.id &&
    before.quantity === BigInt(request.quantity) &&
    (request.timestamp === undefined || before.usedAt.getTime() === new Date(request.timestamp).getTime())
  );
}

function windowOf({ subscription, earlier }: UsageFacts) {
  const { createdAt, trialEnd } = subscription;
  return {
    anchor: anchorOf(subscription),
    interval: intervalOf(subscription),
    createdAt,
    trialEnd,
    ...(earlier && { earlier }),
  };
}

/** Whether something was used before the periods were counted as they are now. */
export function reachesBack(subscription: Subscription, requests: RecordUsageRequest[]): boolean {
  const [anchor, interval] = [anchorOf(subscription), intervalOf(subscription)];
  return requests.some(
    ({ timestamp }) => timestamp !== undefined && isBeforeCounting(anchor, interval, new Date(timestamp)),
  );
}

function recordOf(
  { subscription, now }: UsageFacts,
  { key, quantity }: RecordUsageRequest,
  { item, price }: MeteredItem,
  usedAt: Date,
  period: Period | null,
): NewUsageRecord {
  return {
    merchantId: subscription.merchantId,
    publicId: newId('usage'),
    subscriptionId: subscription.id,
    itemId: item.id,
    priceId: price.id,
    key,
    quantity: BigInt(quantity),
    usedAt,
    periodStart: period?.start ?? null,
    createdAt: now,
  };
}
