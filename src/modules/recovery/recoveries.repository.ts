import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Recovery } from './recovery.entity.js';

@Injectable()
export class RecoveriesRepository {
  async merchantsWithout(tx: Tx, epochId: number, limit: number): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT m.id FROM merchants m
       WHERE NOT EXISTS (SELECT 1 FROM recoveries r WHERE r.merchant_id = m.id AND r.epoch_id = $1)
       ORDER BY m.id LIMIT $2`,
      [epochId, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** False when another process was faster. */
  async begin(
    tx: Tx,
    merchantId: bigint,
    epochId: number,
    { gapTo, depth }: Pick<Recovery, 'gapTo' | 'depth'>,
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO recoveries (merchant_id, epoch_id, began_at, gap_to, depth, ask_at)
       VALUES ($1, $2, clock_timestamp(), $3, $4, clock_timestamp())
       ON CONFLICT (merchant_id, epoch_id) DO NOTHING RETURNING merchant_id`,
      [merchantId, epochId, gapTo, depth],
    );
    return rows.length === 1;
  }

  find(tx: Tx, merchantId: bigint, epochId: number): Promise<Recovery | null> {
    return tx.findOneBy(Recovery, { merchantId, epochId });
  }

  unlisted(tx: Tx, epochId: number, limit: number): Promise<Recovery[]> {
    return tx.find(Recovery, {
      where: { epochId, listedAt: IsNull() },
      order: { merchantId: 'ASC' },
      take: limit,
    });
  }

  all(tx: Tx, epochId: number): Promise<Recovery[]> {
    return tx.find(Recovery, { where: { epochId }, order: { merchantId: 'ASC' } });
  }

  async markListed(tx: Tx, { merchantId, epochId }: Recovery): Promise<void> {
    await tx.update(Recovery, { merchantId, epochId }, { listedAt: () => 'clock_timestamp()' });
  }

  /** Lists again, and deeper where told; what was answered already stays answered. */
  async listAgain(tx: Tx, epochId: number, depth: number | null): Promise<void> {
    const again = { listedAt: null, coveredAt: null };
    await tx.update(Recovery, { epochId }, depth === null ? again : { ...again, depth });
  }

  /** Takes the next turn of one merchant, and lets the turn after it be at `pauseMs` from now. */
  async takeTurn(tx: Tx, epochId: number, pauseMs: number): Promise<Recovery | null> {
    const [rows] = await tx.query<[{ merchant_id: bigint }[], number]>(
      `UPDATE recoveries SET ask_at = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE epoch_id = $1 AND merchant_id = (
         SELECT r.merchant_id FROM recoveries r
         WHERE r.epoch_id = $1 AND r.listed_at IS NOT NULL AND r.covered_at IS NULL
           AND r.ask_at <= clock_timestamp()
           AND EXISTS (
             SELECT 1 FROM recovery_orders o WHERE o.merchant_id = r.merchant_id AND o.epoch_id = r.epoch_id
               AND o.finding IS NULL AND o.ask_at <= clock_timestamp())
         ORDER BY r.ask_at FOR UPDATE SKIP LOCKED LIMIT 1)
       RETURNING merchant_id`,
      [epochId, pauseMs],
    );
    return rows[0] ? this.find(tx, rows[0].merchant_id, epochId) : null;
  }

  /** Those that have nothing left to ask for, as far as is known. */
  askedThrough(tx: Tx, epochId: number, limit: number): Promise<Recovery[]> {
    return tx
      .createQueryBuilder(Recovery, 'r')
      .where('r.epochId = :epochId AND r.listedAt IS NOT NULL AND r.coveredAt IS NULL', { epochId })
      .andWhere(
        `NOT EXISTS (SELECT 1 FROM recovery_orders o WHERE o.merchant_id = r.merchant_id
           AND o.epoch_id = r.epoch_id AND o.finding IS NULL)`,
      )
      .orderBy('r.merchantId')
      .take(limit)
      .getMany();
  }

  /** False when another process was faster. */
  async cover(tx: Tx, { merchantId, epochId }: Recovery): Promise<boolean> {
    const coveredAt = () => 'clock_timestamp()';
    const result = await tx.update(Recovery, { merchantId, epochId, coveredAt: IsNull() }, { coveredAt });
    return result.affected === 1;
  }
}
