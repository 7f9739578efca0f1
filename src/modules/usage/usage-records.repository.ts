import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { UsageRecord } from './usage-record.entity.js';

export type NewUsageRecord = Omit<UsageRecord, 'id'>;

@Injectable()
export class UsageRecordsRepository {
  findByKeys(tx: Tx, merchantId: bigint, subscriptionId: bigint, keys: string[]): Promise<UsageRecord[]> {
    return tx.findBy(UsageRecord, { merchantId, subscriptionId, key: In(keys) });
  }

  async findByPublicId(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    publicId: string,
  ): Promise<UsageRecord | null> {
    return tx.findOneBy(UsageRecord, { merchantId, subscriptionId, publicId });
  }

  /** How many were written: fewer when another request wrote some of these keys meanwhile. */
  async insert(tx: Tx, rows: NewUsageRecord[]): Promise<number> {
    if (rows.length === 0) return 0;
    const column = (of: (row: NewUsageRecord) => unknown) => rows.map(of);
    const written = await tx.query<unknown[]>(
      `INSERT INTO usage_records
         (merchant_id, subscription_id, created_at, public_id, item_id, price_id, key, quantity, used_at, period_start)
       SELECT $1, $2, $3, * FROM unnest(
         $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::timestamptz[], $10::timestamptz[])
       ON CONFLICT (merchant_id, subscription_id, key) DO NOTHING RETURNING id`,
      [
        rows[0]!.merchantId,
        rows[0]!.subscriptionId,
        rows[0]!.createdAt,
        column((row) => row.publicId),
        column((row) => row.itemId),
        column((row) => row.priceId),
        column((row) => row.key),
        column((row) => row.quantity),
        column((row) => row.usedAt),
        column((row) => row.periodStart),
      ],
    );
    return written.length;
  }

  page(
    tx: Tx,
    merchantId: bigint,
    filter: { subscriptionId: bigint; itemId?: bigint },
    page: PageRequest,
  ): Promise<Page<UsageRecord>> {
    return pageOf(tx, UsageRecord, { merchantId, ...filter }, page);
  }
}
