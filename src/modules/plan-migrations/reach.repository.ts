import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

/** Who has which price. */
@Injectable()
export class ReachRepository {
  /** Of the subscriptions that exist, by public id. */
  async idsOf(tx: Tx, merchantId: bigint, publicIds: string[]): Promise<Map<string, bigint>> {
    const rows = await tx.query<{ id: bigint; public_id: string }[]>(
      `SELECT id, public_id FROM subscriptions WHERE merchant_id = $1 AND public_id = ANY ($2::text[])`,
      [merchantId, publicIds],
    );
    return new Map(rows.map((row) => [row.public_id, row.id]));
  }

  /** The prices of a plan's earlier versions that somebody has who is not over; of all, or of a list. */
  async pricesInUse(
    tx: Tx,
    { merchantId, id }: { merchantId: bigint; id: bigint },
    before: number,
    subscriptionIds: bigint[] | null,
  ): Promise<bigint[]> {
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT p.id FROM prices p
       WHERE p.merchant_id = $1 AND p.plan_id = $2 AND p.plan_version < $3 AND EXISTS (
         SELECT 1 FROM subscription_items i
         JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
         WHERE i.merchant_id = p.merchant_id AND i.price_id = p.id AND i.removed_at IS NULL AND s.ended_at IS NULL
           AND ($4::bigint[] IS NULL OR s.id = ANY ($4::bigint[])))
       ORDER BY p.id`,
      [merchantId, id, before, subscriptionIds],
    );
    return rows.map((row) => row.id);
  }
}
