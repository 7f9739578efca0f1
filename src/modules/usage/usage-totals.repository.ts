import { Injectable } from '@nestjs/common';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { updateRow, type Writer } from '../../platform/database/writes.js';
import { UsageTotal } from './usage-total.entity.js';

export type UsageAdded = Omit<UsageTotal, 'id' | 'billedQuantity' | 'billedRecords'>;

@Injectable()
export class UsageTotalsRepository {
  /** Adds to the totals that are there, in an order that all requests keep, so that none wait in a circle. */
  async add(tx: Tx, added: UsageAdded[]): Promise<void> {
    if (added.length === 0) return;
    const { merchantId, subscriptionId } = added[0]!;
    const column = (of: (one: UsageAdded) => unknown) => added.map(of);
    await tx.query(
      `INSERT INTO usage_totals (merchant_id, subscription_id, item_id, price_id, period_start, period_end,
         aggregation, quantity, records, last_used_at)
       SELECT $1, $2, u.* FROM unnest($3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[],
         $7::text[], $8::bigint[], $9::bigint[], $10::timestamptz[]) AS u (item_id, price_id, period_start,
         period_end, aggregation, quantity, records, last_used_at)
       ORDER BY u.price_id, u.period_start
       ON CONFLICT (merchant_id, subscription_id, price_id, period_start) DO UPDATE SET
         quantity = CASE usage_totals.aggregation
           WHEN 'sum' THEN usage_totals.quantity + EXCLUDED.quantity
           WHEN 'max' THEN greatest(usage_totals.quantity, EXCLUDED.quantity)
           ELSE CASE WHEN EXCLUDED.last_used_at >= usage_totals.last_used_at
             THEN EXCLUDED.quantity ELSE usage_totals.quantity END END,
         records = usage_totals.records + EXCLUDED.records,
         last_used_at = greatest(usage_totals.last_used_at, EXCLUDED.last_used_at)`,
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
      ],
    );
  }

  /** What waits for an invoice, of many subscriptions, the oldest period first. */
  unbilledOf(tx: Tx, merchantId: bigint, subscriptionIds: bigint[]): Promise<UsageTotal[]> {
    if (subscriptionIds.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      UsageTotal,
      `WHERE t.merchant_id = $1 AND t.subscription_id = ANY ($2::bigint[]) AND t.billed_records < t.records
       ORDER BY t.period_start, t.id`,
      [merchantId, subscriptionIds],
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
  async markBilled(writer: Writer, { merchantId, id, quantity, records }: UsageTotal): Promise<void> {
    const billed = { billedQuantity: quantity, billedRecords: records };
    await updateRow(writer, UsageTotal, { merchantId, id }, billed, `usage total ${id}`);
  }
}
