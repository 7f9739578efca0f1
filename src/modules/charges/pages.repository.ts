import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Attempt } from './attempt.entity.js';

/**
 * Hosted pages that a customer could pay on: attempts that are `ready`. One is ended by setting when it is
 * over; the sweep then reads it, closes it at the platform and settles what it finds.
 */
@Injectable()
export class PagesRepository {
  /**
   * Closes the pages of charges whose next step is due, at the end of their head start, by setting when they
   * are over: the sweep then reads them and closes them at the platform. How many there were.
   */
  async endInTheWay(
    tx: Tx,
    scope: TimeScope,
    now: Date,
    headStartMs: number,
    limit: number,
  ): Promise<Attempt[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE attempts SET expires_at = page.ends_at, next_check_at = LEAST(next_check_at, page.ends_at)
       FROM (
         SELECT a.merchant_id, a.id, GREATEST($1, a.prepared_at + $4 * interval '1 millisecond') AS ends_at
         FROM attempts a JOIN charges c ON c.merchant_id = a.merchant_id AND c.id = a.charge_id
         WHERE a.status = 'ready' AND a.kind = 'cit' AND c.next_action_at <= $1
           AND a.expires_at > GREATEST($1, a.prepared_at + $4 * interval '1 millisecond')
           AND ${scopeCondition(scope, 'a.merchant_id', '$2')}
           AND a.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)
         ORDER BY a.id FOR UPDATE OF a SKIP LOCKED LIMIT $3
       ) page
       WHERE attempts.merchant_id = page.merchant_id AND attempts.id = page.id
       RETURNING attempts.id`,
      [now, scopeParameter(scope), limit, headStartMs],
    );
    return keys.length === 0 ? [] : tx.findBy(Attempt, { id: In(keys.map((key) => key.id)) });
  }

  /** The invoice's open page is over now; the sweep closes it. */
  async endOfInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint, at: Date): Promise<void> {
    const where = { merchantId, invoiceId, status: 'ready' as const, expiresAt: MoreThan(at) };
    await tx.update(Attempt, where, { expiresAt: at, nextCheckAt: at });
  }
}
