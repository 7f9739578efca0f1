import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { UnbookedRefund } from './unbooked-refund.entity.js';

@Injectable()
export class UnbookedRefundsRepository {
  /** To be told now, unless it was told before: false. */
  async markTold(tx: Tx, row: Omit<UnbookedRefund, 'isTold'>): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO unbooked_refunds (merchant_id, attempt_id, name, amount_minor, currency, reason, found_at, is_told)
       VALUES ($1, $2, $3, $4, $5, $6, $7, true)
       ON CONFLICT (merchant_id, attempt_id, name) DO UPDATE
         SET amount_minor = EXCLUDED.amount_minor, currency = EXCLUDED.currency, reason = EXCLUDED.reason, is_told = true
         WHERE NOT unbooked_refunds.is_told
       RETURNING name`,
      valuesOf(row),
    );
    return rows.length > 0;
  }

  /** Since when it is seen in each look, of this amount; it is noted where it is seen for the first time. */
  async seenSince(tx: Tx, row: Omit<UnbookedRefund, 'isTold'>): Promise<Date> {
    const [seen] = await tx.query<{ since: Date }[]>(
      `INSERT INTO unbooked_refunds (merchant_id, attempt_id, name, amount_minor, currency, reason, found_at, is_told)
       VALUES ($1, $2, $3, $4, $5, $6, $7, false)
       ON CONFLICT (merchant_id, attempt_id, name) DO UPDATE
         SET amount_minor = EXCLUDED.amount_minor, currency = EXCLUDED.currency, found_at = CASE
           WHEN (unbooked_refunds.amount_minor, unbooked_refunds.currency) = (EXCLUDED.amount_minor, EXCLUDED.currency)
           THEN unbooked_refunds.found_at ELSE EXCLUDED.found_at END
       RETURNING found_at AS since`,
      valuesOf(row),
    );
    return seen!.since;
  }

  /** What a look does not show any more has not been there: the answer before it was altered. */
  async forgetUnseen(tx: Tx, merchantId: bigint, attemptId: bigint, seen: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM unbooked_refunds
       WHERE merchant_id = $1 AND attempt_id = $2 AND NOT is_told AND name <> ALL ($3::text[])`,
      [merchantId, attemptId, seen],
    );
  }

  async delete(
    tx: Tx,
    { merchantId, attemptId, name }: Pick<UnbookedRefund, 'merchantId' | 'attemptId' | 'name'>,
  ) {
    await tx.delete(UnbookedRefund, { merchantId, attemptId, name });
  }
}

function valuesOf(row: Omit<UnbookedRefund, 'isTold'>): unknown[] {
  const { merchantId, attemptId, name, amountMinor, currency, reason, foundAt } = row;
  return [merchantId, attemptId, name, amountMinor, currency, reason, foundAt];
}
