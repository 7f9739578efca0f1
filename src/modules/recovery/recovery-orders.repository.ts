import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { RecoveryOrder } from './recovery-order.entity.js';

export type NewOrder = Pick<
  RecoveryOrder,
  'epochId' | 'subscriptionId' | 'periodIndex' | 'invoiceId' | 'n' | 'orderNo' | 'afterOrderNo' | 'dueAt'
>;

export interface Tally {
  toAsk: number;
  absent: number;
  adopted: number;
  unplaced: number;
  unanswered: number;
}

@Injectable()
export class RecoveryOrdersRepository {
  /** Listing that was interrupted begins again, and finds what it had written. */
  async add(tx: Tx, merchantId: bigint, orders: NewOrder[]): Promise<void> {
    if (orders.length === 0) return;
    await tx
      .createQueryBuilder()
      .insert()
      .into(RecoveryOrder)
      .values(orders.map((order) => ({ ...order, merchantId, askAt: () => 'clock_timestamp()' })))
      .orIgnore()
      .execute();
  }

  /** The likeliest first: first tries before second ones, those of which nothing is known before the unknown. */
  toAsk(tx: Tx, merchantId: bigint, epochId: number, limit: number): Promise<RecoveryOrder[]> {
    return tx
      .createQueryBuilder(RecoveryOrder, 'o')
      .where('o.merchantId = :merchantId AND o.epochId = :epochId AND o.finding IS NULL', {
        merchantId,
        epochId,
      })
      .andWhere('o.askAt <= clock_timestamp()')
      .orderBy({ 'o.n': 'ASC', 'o.saidTimes': 'ASC', 'o.dueAt': 'ASC', 'o.id': 'ASC' })
      .take(limit)
      .getMany();
  }

  /** Whether this number is one that the same recovery has no answer about yet. */
  isToBeAsked(tx: Tx, { merchantId, epochId }: RecoveryOrder, orderNo: string): Promise<boolean> {
    return tx.existsBy(RecoveryOrder, { merchantId, epochId, orderNo, finding: IsNull() });
  }

  /** Whether the try before it is unknown to the platform, for good. */
  async isBehindAbsent(tx: Tx, { merchantId, epochId, afterOrderNo }: RecoveryOrder): Promise<boolean> {
    if (afterOrderNo === null) return false;
    return tx.existsBy(RecoveryOrder, { merchantId, epochId, orderNo: afterOrderNo, finding: 'absent' });
  }

  async answer(
    tx: Tx,
    { merchantId, id, asks }: RecoveryOrder,
    finding: NonNullable<RecoveryOrder['finding']>,
    note: string | null,
  ): Promise<void> {
    const changes = { finding, note: note?.slice(0, 500) ?? null, asks: asks + 1 };
    assertAffected(await tx.update(RecoveryOrder, { merchantId, id }, changes), `recovery order ${id}`);
  }

  async askAgain(
    tx: Tx,
    { merchantId, id, asks }: RecoveryOrder,
    inMs: number,
    note: string,
    heard: Partial<Pick<RecoveryOrder, 'said' | 'saidTimes'>> = {},
  ): Promise<void> {
    const askAt = () => `clock_timestamp() + interval '${Math.round(inMs)} milliseconds'`;
    const changes = { ...heard, askAt, asks: asks + 1, note: note.slice(0, 500) };
    assertAffected(await tx.update(RecoveryOrder, { merchantId, id }, changes), `recovery order ${id}`);
  }

  count(tx: Tx, merchantId: bigint, epochId: number): Promise<number> {
    return tx.countBy(RecoveryOrder, { merchantId, epochId });
  }

  async tally(tx: Tx, merchantId: bigint, epochId: number): Promise<Tally> {
    const [row] = await tx.query<Tally[]>(
      `SELECT count(*) FILTER (WHERE finding IS NULL)::integer AS "toAsk",
         count(*) FILTER (WHERE finding = 'absent')::integer AS absent,
         count(*) FILTER (WHERE finding = 'adopted')::integer AS adopted,
         count(*) FILTER (WHERE finding = 'unplaced')::integer AS unplaced,
         count(*) FILTER (WHERE finding = 'unanswered')::integer AS unanswered
       FROM recovery_orders WHERE merchant_id = $1 AND epoch_id = $2`,
      [merchantId, epochId],
    );
    return row!;
  }

  /** Of those that were found, or are asked for again and again; the worst first. */
  notable(tx: Tx, merchantId: bigint, epochId: number, limit: number): Promise<RecoveryOrder[]> {
    return tx
      .createQueryBuilder(RecoveryOrder, 'o')
      .where('o.merchantId = :merchantId AND o.epochId = :epochId', { merchantId, epochId })
      .andWhere(
        // What is only asked again because it is not yet believed to be unknown is nothing to look at.
        `(o.finding IN ('adopted', 'unplaced', 'unanswered') OR (o.finding IS NULL
           AND o.asks > CASE o.said WHEN 'unknown' THEN o.saidTimes ELSE 0 END))`,
      )
      .orderBy('o.finding', 'DESC', 'NULLS FIRST')
      .addOrderBy('o.id', 'ASC')
      .take(limit)
      .getMany();
  }
}
