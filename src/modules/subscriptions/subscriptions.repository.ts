import { Injectable } from '@nestjs/common';
import { And, Equal, type FindOperator, In, Raw } from 'typeorm';
import { ATTEMPT_STATES_IN_DOUBT } from '../../domain/charge/attempt-states.js';
import { listOf } from '../../platform/database/conditions.js';
import { pageOf } from '../../platform/database/rows.js';
import { selectByKeys, selectOne, selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionItem } from './subscription-item.entity.js';

/** What a subscription has only later in its life. */
const NOT_YET = {
  billingFailures: 0,
  quarantinedAt: null,
  quarantineReason: null,
  remindAt: null,
  resumedAt: null,
  skippedPeriodStart: null,
  owedPeriodStart: null,
  owedPeriodEnd: null,
  formerStubStart: null,
  formerStubOf: null,
  feesOwedFrom: null,
  nextChangeAt: null,
  catchUpUntil: null,
  pausedAt: null,
  pauseAccess: null,
  hasUsage: false,
  finalBillAt: null,
  discountCount: 0,
  pendingLineCount: 0,
};

export type NewSubscription = Omit<Subscription, 'id' | 'publicId' | keyof typeof NOT_YET>;

export interface SubscriptionFilter {
  customerId?: bigint;
  status?: Subscription['status'];
  /** One of whose prices is among the items now. */
  planId?: bigint;
  id?: bigint;
}

function hasPlan(merchantId: bigint, planId: bigint): FindOperator<bigint> {
  return Raw(
    (id) =>
      `EXISTS (SELECT 1 FROM subscription_items i JOIN prices p ON p.merchant_id = i.merchant_id AND p.id = i.price_id
         WHERE i.merchant_id = :ofMerchant AND i.subscription_id = ${id} AND i.removed_at IS NULL AND p.plan_id = :ofPlan)`,
    { ofMerchant: merchantId, ofPlan: planId },
  ) as FindOperator<bigint>;
}

/** Written out, because the partial index attempts_in_doubt serves only a condition that names its states. */
const IN_DOUBT = listOf(ATTEMPT_STATES_IN_DOUBT);

/** As it is inserted, without a row yet. */
export function imagineSubscription(row: NewSubscription): Subscription {
  return Object.assign(new Subscription(), row, { publicId: newId('subscription'), ...NOT_YET });
}

@Injectable()
export class SubscriptionsRepository {
  async insert(tx: Tx, row: NewSubscription): Promise<Subscription> {
    const subscription = imagineSubscription(row);
    await tx.insert(Subscription, subscription);
    return subscription;
  }

  async insertItems(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    items: { priceId: bigint; quantity: bigint }[],
    heldFrom: Date | null = null,
  ): Promise<void> {
    await tx.insert(
      SubscriptionItem,
      items.map((item) => ({
        ...item,
        merchantId,
        subscriptionId,
        publicId: newId('item'),
        chargedOnceAt: null,
        heldFrom,
        removedAt: null,
      })),
    );
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription | null> {
    return selectOne(tx, Subscription, { merchantId, publicId });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Subscription | null> {
    return selectOne(tx, Subscription, { merchantId, id });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<Subscription | null> {
    return tx.findOneBy(Subscription, { merchantId, idempotencyKey });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription | null> {
    return tx.findOne(Subscription, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Shared: against whoever changes the row, not against others who share it. */
  async shareByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription | null> {
    return tx.findOne(Subscription, { lock: { mode: 'pessimistic_read' }, where: { merchantId, publicId } });
  }

  async lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Subscription> {
    return tx.findOneOrFail(Subscription, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Null where there is none to lock: what was made by hand may belong to no subscription. */
  async lockIfAny(tx: Tx, merchantId: bigint, id: bigint | null): Promise<Subscription | null> {
    return id === null ? null : this.lockById(tx, merchantId, id);
  }

  /** Of one batch, across merchants, by id. */
  findByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Subscription>> {
    return selectByKeys(tx, Subscription, keys, 'unlocked');
  }

  /** Of one batch, across merchants, by id. */
  lockByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Subscription>> {
    return selectByKeys(tx, Subscription, keys, 'locked');
  }

  page(
    tx: Tx,
    merchantId: bigint,
    { planId, id, ...equal }: SubscriptionFilter,
    page: PageRequest,
  ): Promise<Page<Subscription>> {
    const ids = [
      ...(planId === undefined ? [] : [hasPlan(merchantId, planId)]),
      ...(id === undefined ? [] : [Equal(id)]),
    ];
    return pageOf(
      tx,
      Subscription,
      { merchantId, ...equal, ...(ids.length > 0 && { id: And(...ids) }) },
      page,
    );
  }

  ofCustomer(tx: Tx, merchantId: bigint, customerId: bigint): Promise<Subscription[]> {
    return tx.find(Subscription, { where: { merchantId, customerId }, order: { id: 'DESC' }, take: 100 });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Subscription[]> {
    return ids.length === 0 ? Promise.resolve([]) : tx.findBy(Subscription, { merchantId, id: In(ids) });
  }

  itemsOf(tx: Tx, merchantId: bigint, subscriptionIds: bigint[]): Promise<SubscriptionItem[]> {
    if (subscriptionIds.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      SubscriptionItem,
      `WHERE t.merchant_id = $1 AND t.subscription_id = ANY ($2::bigint[]) AND t.removed_at IS NULL ORDER BY t.id`,
      [merchantId, subscriptionIds],
    );
  }

  /** With those that went after `since`: fees that are paid afterwards are owed up to then. */
  itemsOwed(tx: Tx, merchantId: bigint, subscriptionIds: bigint[], since: Date): Promise<SubscriptionItem[]> {
    if (subscriptionIds.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      SubscriptionItem,
      `WHERE t.merchant_id = $1 AND t.subscription_id = ANY ($2::bigint[])
         AND (t.removed_at IS NULL OR t.removed_at > $3) ORDER BY t.id`,
      [merchantId, subscriptionIds, since],
    );
  }

  /** Those that it has, and those that are gone. */
  findItemsEver(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    publicIds: readonly string[],
  ): Promise<SubscriptionItem[]> {
    return tx.findBy(SubscriptionItem, { merchantId, subscriptionId, publicId: In([...publicIds]) });
  }

  findItem(tx: Tx, merchantId: bigint, publicId: string): Promise<SubscriptionItem | null> {
    return tx.findOneBy(SubscriptionItem, { merchantId, publicId });
  }

  findItems(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<SubscriptionItem[]> {
    return ids.length === 0 ? Promise.resolve([]) : tx.findBy(SubscriptionItem, { merchantId, id: In(ids) });
  }

  async update(writer: Writer, merchantId: bigint, id: bigint, patch: Partial<Subscription>): Promise<void> {
    await updateRow(writer, Subscription, { merchantId, id }, patch, `subscription ${id}`);
  }

  /** Lines that a discarded draft had taken wait again. */
  async addPendingLines(tx: Tx, merchantId: bigint, id: bigint, more: number): Promise<void> {
    await tx.increment(Subscription, { merchantId, id }, 'pendingLineCount', more);
  }

  async updateItem(
    writer: Writer,
    merchantId: bigint,
    id: bigint,
    patch: Partial<SubscriptionItem>,
  ): Promise<void> {
    await updateRow(writer, SubscriptionItem, { merchantId, id }, patch, `item ${id}`);
  }

  /**
   * Since when a payment of each subscription is in doubt; those without one are not in it. Read from the
   * charges room's table, because that room is above this one and access must be one fast answer.
   */
  async inDoubtSince(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Map<bigint, Date>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: bigint; since: Date }[]>(
      `SELECT subscription_id AS id, min(coalesce(sent_at, prepared_at)) AS since FROM attempts
       WHERE merchant_id = $1 AND subscription_id = ANY ($2::bigint[]) AND status IN (${IN_DOUBT})
       GROUP BY subscription_id`,
      [merchantId, ids],
    );
    return new Map(rows.map((row) => [row.id, row.since]));
  }
}
