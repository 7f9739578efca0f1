import { Injectable } from '@nestjs/common';
import { NEW_BREAKER } from '../../domain/safeguards/breaker.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { isProbeFor } from './charge-gates.js';
import { GatewayBreaker } from './gateway-breaker.entity.js';

export const BREAKERS_TO_TRY: DueRows = {
  table: 'gateway_breakers',
  column: 'until',
  where: `state <> 'closed'`,
};

@Injectable()
export class BreakersRepository {
  /** Made closed if there is none yet. */
  async lock(tx: Tx, merchantId: bigint, pgCode: string, now: Date): Promise<GatewayBreaker> {
    await tx.query(
      `INSERT INTO gateway_breakers (merchant_id, pg_code, state, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (merchant_id, pg_code) DO NOTHING`,
      [merchantId, pgCode, NEW_BREAKER.state, now],
    );
    return tx.findOneOrFail(GatewayBreaker, {
      where: { merchantId, pgCode },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /**
   * Breakers through which one charge may go as a probe, locked. One that another worker holds is passed
   * over: that worker is about to send the probe. So is one through which nothing is due: it would stay the first in
   * line for ever, and keep those behind it closed though their gateways answer again.
   */
  async lockProbesDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<GatewayBreaker[]> {
    const keys = await tx.query<{ merchant_id: bigint; id: bigint }[]>(
      `SELECT b.merchant_id, b.id FROM gateway_breakers b
       WHERE b.state <> 'closed' AND b.until <= $1 AND ${scopeCondition(scope, 'b.merchant_id', '$2')}
         AND b.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)
         AND EXISTS (
           SELECT 1 FROM charges c
           WHERE c.merchant_id = b.merchant_id AND c.next_action = 'attempt' AND c.next_action_at <= $1
             AND ${isProbeFor('c', '$1', 'b.pg_code')})
       ORDER BY b.until, b.id LIMIT $3
       FOR UPDATE OF b SKIP LOCKED`,
      [now, scopeParameter(scope), limit],
    );
    const rows = keys.map(({ merchant_id: merchantId, id }) => tx.findOneByOrFail(GatewayBreaker, { merchantId, id })); // prettier-ignore
    return Promise.all(rows);
  }

  async update(tx: Tx, { merchantId, id }: GatewayBreaker, patch: Partial<GatewayBreaker>): Promise<void> {
    assertAffected(await tx.update(GatewayBreaker, { merchantId, id }, patch), `breaker ${id}`);
  }

  async gatewaysOf(tx: Tx, merchantId: bigint): Promise<string[]> {
    const rows = await tx.find(GatewayBreaker, { where: { merchantId }, select: { pgCode: true } });
    return rows.map(({ pgCode }) => pgCode);
  }

  page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<GatewayBreaker>> {
    return pageOf(tx, GatewayBreaker, { merchantId }, page);
  }
}
