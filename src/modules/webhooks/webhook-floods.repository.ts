import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { WebhookFlood } from './webhook-flood.entity.js';

/** What messages are about that are not kept. */
export type LeftOut = Pick<WebhookFlood, 'merchantId' | 'kind' | 'name'>;

@Injectable()
export class WebhookFloodsRepository {
  /**
   * Counts them and has what they are about looked at. In the order of their keys, for two batches at once.
   * @returns those that nobody has told of since
   */
  async leaveOut(
    tx: Tx,
    messages: readonly LeftOut[],
    { now, toldSince, lookAt }: { now: Date; toldSince: Date; lookAt: Date },
  ): Promise<LeftOut[]> {
    return tx.query<LeftOut[]>(
      `WITH seen AS (
         INSERT INTO webhook_floods AS f (merchant_id, kind, name, left_out, told_at, look_at)
         SELECT merchant_id, kind, name, count(*), $4, $6
         FROM unnest($1::bigint[], $2::text[], $3::text[]) AS k (merchant_id, kind, name)
         GROUP BY merchant_id, kind, name ORDER BY merchant_id, kind, name
         ON CONFLICT (merchant_id, kind, name) DO UPDATE SET
           left_out = f.left_out + EXCLUDED.left_out,
           look_at = COALESCE(f.look_at, EXCLUDED.look_at),
           told_at = CASE WHEN f.told_at <= $5 THEN EXCLUDED.told_at ELSE f.told_at END
         RETURNING merchant_id, kind, name, told_at)
       SELECT merchant_id AS "merchantId", kind, name FROM seen WHERE told_at = $4`,
      [
        messages.map(({ merchantId }) => merchantId),
        messages.map(({ kind }) => kind),
        messages.map(({ name }) => name),
        now,
        toldSince,
        lookAt,
      ],
    );
  }

  /** Of all merchants: messages come in real time. One that comes from now on asks for a look of its own. */
  async takeDue(tx: Tx, now: Date, limit: number): Promise<LeftOut[]> {
    const [rows] = await tx.query<[LeftOut[], number]>(
      `UPDATE webhook_floods SET look_at = NULL
       WHERE (merchant_id, kind, name) IN (
         SELECT merchant_id, kind, name FROM webhook_floods WHERE look_at <= $1
         ORDER BY look_at FOR UPDATE SKIP LOCKED LIMIT $2)
       RETURNING merchant_id AS "merchantId", kind, name`,
      [now, limit],
    );
    return rows;
  }
}
