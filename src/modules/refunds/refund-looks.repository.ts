import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import {
  scopeCondition,
  scopeParameter,
  type TimeScope,
  unlessHinted,
} from '../../platform/clock/time-scope.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { RefundLookDue } from './refund-look.entity.js';

export const REFUND_HINTS_DUE: DueRows = { table: 'refund_looks', column: 'due_at' };

export interface RefundHint {
  merchantId: bigint;
  attemptId: bigint;
  at: Date;
}

@Injectable()
export class RefundLooksRepository {
  hint(tx: Tx, merchantId: bigint, attemptId: bigint, at: Date): Promise<void> {
    return this.hintAll(tx, [{ merchantId, attemptId, at }]);
  }

  /** As hint, across merchants; several of one payment count each. In the order of their ids, for two batches at once. */
  async hintAll(tx: Tx, hints: readonly RefundHint[]): Promise<void> {
    if (hints.length === 0) return;
    await tx.query(
      `INSERT INTO refund_looks (merchant_id, attempt_id, due_at, created_at, hints)
       SELECT merchant_id, attempt_id, min(at), min(at), count(*)
       FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS k (merchant_id, attempt_id, at)
       GROUP BY merchant_id, attempt_id ORDER BY attempt_id
       ON CONFLICT (merchant_id, attempt_id) DO UPDATE
       SET due_at = LEAST(refund_looks.due_at, EXCLUDED.due_at), hints = refund_looks.hints + EXCLUDED.hints`,
      [
        hints.map(({ merchantId }) => merchantId),
        hints.map(({ attemptId }) => attemptId),
        hints.map(({ at }) => at),
      ],
    );
  }

  /**
   * Payments to look at. The next look is moved on in the same statement, so that of two workers one asks, and
   * a process that dies meanwhile leaves the row for the next.
   */
  async takeDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<RefundLookDue[]> {
    const [rows] = await tx.query<[RefundLookDue[], number]>(
      `UPDATE refund_looks SET looks = looks + 1, due_at = $1::timestamptz + interval '5 minutes' * 2 ^ LEAST(looks, 6)
       WHERE (merchant_id, attempt_id) IN (
         SELECT merchant_id, attempt_id FROM refund_looks
         WHERE due_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY due_at, attempt_id FOR UPDATE ${unlessHinted(scope)} LIMIT $3)
       RETURNING merchant_id AS "merchantId", attempt_id AS "attemptId", due_at AS "dueAt", hints, looks,
         created_at AS "createdAt"`,
      [now, scopeParameter(scope), limit],
    );
    return rows;
  }

  /** Unless there was another hint since the look began. */
  async done(tx: Tx, { merchantId, attemptId, hints }: RefundLookDue): Promise<void> {
    await tx.delete(RefundLookDue, { merchantId, attemptId, hints });
  }
}
