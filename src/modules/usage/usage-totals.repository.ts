import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { updateRow, type Writer } from '../../platform/database/writes.js';
import { Subscription } from '../subscriptions/index.js';
import type { ServicePeriod } from '../../domain/pricing/service-period.js';
import type { UsageRecord } from './usage-record.entity.js';
import { UsageTotal } from './usage-total.entity.js';

export const USAGE_TO_LOOK_AT: DueRows = {
  table: 'usage_totals',
  column: 'look_at',
  where: `look_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM subscriptions s
    WHERE s.merchant_id = usage_totals.merchant_id AND s.id = subscription_id AND s.quarantined_at IS NULL)`,
};

export type UsageAdded = Omit<UsageTotal, 'id' | 'billedQuantity' | 'billedRecords' | 'billedAhead'>;

@Injectable()
export class UsageTotalsRepository {
  /** Adds to the totals that are there, in an order that all requests keep, so that none wait in a circle. */
  async add(tx: Tx, added: UsageAdded[]): Promise<void> {
    if (added.length === 0) return;
    const { merchantId, subscriptionId } = added[0]!;
    const column = (of: (one: UsageAdded) => unknown) => added.map(of);
    await tx.query(
      `INSERT INTO usage_totals (merchant_id, subscription_id, item_id, price_id, period_start, period_end,
         aggregation, quantity, records, last_used_at, look_at)
       SELECT $1, $2, u.* FROM unnest($3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[],
         $7::text[], $8::bigint[], $9::bigint[], $10::timestamptz[], $11::timestamptz[]) AS u (item_id, price_id, period_start,
         period_end, aggregation, quantity, records, last_used_at, look_at)
       ORDER BY u.price_id, u.period_start
       ON CONFLICT (merchant_id, subscription_id, price_id, period_start) DO UPDATE SET
         quantity = CASE usage_totals.aggregation
           WHEN 'sum' THEN usage_totals.quantity + EXCLUDED.quantity
           WHEN 'max' THEN greatest(usage_totals.quantity, EXCLUDED.quantity)
           ELSE CASE WHEN EXCLUDED.last_used_at >= usage_totals.last_used_at
             THEN EXCLUDED.quantity ELSE usage_totals.quantity END END,
         records = usage_totals.records + EXCLUDED.records,
         last_used_at = greatest(usage_totals.last_used_at, EXCLUDED.last_used_at),
         look_at = coalesce(EXCLUDED.look_at, usage_totals.look_at)`,
      [
        merchantId,
        subscriptionId,
        column((one) => one.itemId),
        column((one) => one.priceId),
        column((one) => one.periodStart),
        column((one) => one.periodEnd),
        column((one) => one.aggregation),
        column((one) => one.quantity),
        column((one) => one.records),
        column((one) => one.lastUsedAt),
        column((one) => one.lookAt),
      ],
    );
  }

  /**
   * The period that begins there ends sooner than was thought when it was told: else it would be billed a period late. Where
   * something was used after that end already it is.
   */
  async endSooner(tx: Tx, { merchantId, id }: Subscription, { start, end }: ServicePeriod): Promise<void> {
    await tx.query(
      `UPDATE usage_totals SET period_end = $4
       WHERE merchant_id = $1 AND subscription_id = $2 AND period_start = $3 AND period_end > $4 AND last_used_at < $4`,
      [merchantId, id, start, end],
    );
  }

  /** In which a record counts; null where it is free. The subscription must be locked. */
  async ofRecord(tx: Tx, record: UsageRecord): Promise<UsageTotal | null> {
    const { merchantId, subscriptionId, priceId, periodStart } = record;
    if (periodStart === null) return null;
    return tx.findOneBy(UsageTotal, { merchantId, subscriptionId, priceId, periodStart });
  }

  /** What is left of a price and period once a record was voided; nothing of it is billed, and the subscription is locked. */
  async countAnew(tx: Tx, { merchantId, subscriptionId, priceId, periodStart }: UsageRecord): Promise<void> {
    if (periodStart === null) return;
    const left = `SELECT u.id, u.quantity, u.used_at FROM usage_records u
      WHERE u.merchant_id = $1 AND u.subscription_id = $2 AND u.price_id = $3 AND u.period_start = $4
        AND NOT EXISTS (SELECT FROM usage_voids v WHERE v.merchant_id = u.merchant_id AND v.usage_record_id = u.id)`;
    const of = [merchantId, subscriptionId, priceId, periodStart];
    await tx.query(
      `DELETE FROM usage_totals
       WHERE merchant_id = $1 AND subscription_id = $2 AND price_id = $3 AND period_start = $4
         AND NOT EXISTS (${left})`,
      of,
    );
    await tx.query(
      `UPDATE usage_totals t SET records = r.records, last_used_at = r.last_used_at,
         quantity = CASE t.aggregation WHEN 'sum' THEN r.sum WHEN 'max' THEN r.max ELSE r.last END
       FROM (SELECT count(*) AS records, max(used_at) AS last_used_at, sum(quantity) AS sum, max(quantity) AS max,
           (array_agg(quantity ORDER BY used_at DESC, id DESC))[1] AS last FROM (${left}) l) r
       WHERE t.merchant_id = $1 AND t.subscription_id = $2 AND t.price_id = $3 AND t.period_start = $4`,
      of,
    );
  }

  /** What waits for an invoice of many subscriptions, or was billed ahead of its own; the oldest period first. */
  unbilledOf(tx: Tx, merchantId: bigint, subscriptionIds: bigint[]): Promise<UsageTotal[]> {
    if (subscriptionIds.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      UsageTotal,
      `WHERE t.merchant_id = $1 AND t.subscription_id = ANY ($2::bigint[]) AND (t.billed_records < t.records OR t.billed_ahead)
       ORDER BY t.period_start, t.id`,
      [merchantId, subscriptionIds],
    );
  }

  /**
   * Locks subscriptions of whose usage somebody has to look whether it has reached a threshold, passing over those that
   * another worker holds, or that are recording usage this moment.
   */
  claimToLookAt(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Subscription[]> {
    return selectRows(
      tx,
      Subscription,
      `WHERE t.quarantined_at IS NULL AND (t.merchant_id, t.id) IN (
         SELECT u.merchant_id, u.subscription_id FROM usage_totals u
         WHERE u.look_at <= $1 AND ${scopeCondition(scope, 'u.merchant_id', '$2')})
       ORDER BY t.id FOR UPDATE OF t SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }

  /** When to look again; null: when more is recorded. The subscription must be locked. */
  async looked(tx: Tx, { merchantId, id }: Subscription, lookAt: Date | null): Promise<void> {
    await tx.query(
      `UPDATE usage_totals SET look_at = $3
       WHERE merchant_id = $1 AND subscription_id = $2 AND look_at IS NOT NULL`,
      [merchantId, id, lookAt],
    );
  }

  /** A threshold is another now: what waits for an invoice is looked at. */
  async lookAtUnbilled(tx: Tx, { merchantId, id }: Subscription, now: Date): Promise<void> {
    await tx.query(
      `UPDATE usage_totals SET look_at = $3
       WHERE merchant_id = $1 AND subscription_id = $2 AND billed_records < records`,
      [merchantId, id, now],
    );
  }

  /** The latest periods first. */
  latestOf(tx: Tx, merchantId: bigint, subscriptionId: bigint, limit: number): Promise<UsageTotal[]> {
    return tx.find(UsageTotal, {
      where: { merchantId, subscriptionId },
      order: { periodStart: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  /** The draft that billed it was discarded; not when a later invoice has billed more of it since. */
  async unbill(
    tx: Tx,
    merchantId: bigint,
    id: bigint,
    before: { quantity: bigint; records: bigint; billedRecords: bigint },
  ): Promise<void> {
    const { quantity: billedQuantity, records, billedRecords } = before;
    await tx.update(
      UsageTotal,
      { merchantId, id, billedRecords },
      { billedQuantity, billedRecords: records },
    );
  }

  /** What was read stands on an invoice now. What came since, in a row that has grown, waits for the next one. */
  async markBilled(
    writer: Writer,
    { merchantId, id, quantity, records }: UsageTotal,
    billedAhead = false,
  ): Promise<void> {
    const billed = { billedQuantity: quantity, billedRecords: records, billedAhead };
    await updateRow(writer, UsageTotal, { merchantId, id }, billed, `usage total ${id}`);
  }
}
