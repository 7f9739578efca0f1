import { Injectable } from '@nestjs/common';
import type { GatewayCall as Call } from '../../gateway/gateway-call-observer.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Writes } from '../../platform/database/writes.js';
import { GatewayCall } from './gateway-call.entity.js';

@Injectable()
export class GatewayCallsRepository {
  async insert(tx: Tx, calls: readonly Call[]): Promise<void> {
    const writes = new Writes();
    for (const call of calls) {
      writes.insert(GatewayCall, {
        merchantId: call.merchantId,
        endpoint: call.endpoint,
        apiUser: call.apiUser,
        sessionId: call.sessionId ?? null,
        orderNo: call.orderNo ?? null,
        gatewayCustomerId: call.gatewayCustomerId ?? null,
        httpStatus: call.httpStatus,
        outcome: call.outcome,
        said: call.said,
        durationMs: Math.round(call.durationMs),
        startedAt: call.startedAt,
      });
    }
    await writes.flush(tx);
  }

  /**
   * The oldest ones of every merchant that were begun before; how many. Numbers are given in the order of time. Those
   * about what a person still has to decide stay for as long as that takes: they are all there is to decide it by.
   */
  async deleteBefore(tx: Tx, before: Date, mostOfEach: number): Promise<number> {
    const [, deleted] = await tx.query<[unknown[], number]>(
      `WITH undecided AS MATERIALIZED (
         SELECT merchant_id, order_no, session_id FROM attempts WHERE status = 'manual'
         UNION
         SELECT a.merchant_id, a.order_no, a.session_id FROM charges c
         JOIN attempts a ON a.merchant_id = c.merchant_id AND a.invoice_id = c.invoice_id AND a.charge_id = c.id
         WHERE c.status = 'blocked')
       DELETE FROM gateway_calls c USING (
         SELECT m.id AS merchant_id, oldest.id
         FROM merchants m CROSS JOIN LATERAL (
           SELECT g.id, g.started_at FROM gateway_calls g
           WHERE g.merchant_id = m.id AND NOT EXISTS (
             SELECT FROM undecided u
             WHERE u.merchant_id = g.merchant_id AND (u.order_no = g.order_no OR u.session_id = g.session_id))
           ORDER BY g.id LIMIT $2
         ) oldest
         WHERE oldest.started_at < $1
       ) old
       WHERE c.merchant_id = old.merchant_id AND c.id = old.id`,
      [before, mostOfEach],
    );
    return deleted;
  }
}
