import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { type TimeScope, scopeCondition, scopeParameter } from '../../platform/clock/time-scope.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Invoice } from './invoice.entity.js';

/** Drafts whose review ends by itself. */
export const DRAFTS_DUE: DueRows = {
  table: 'invoices',
  column: 'finalize_at',
  where: `status = 'draft' AND finalize_at IS NOT NULL`,
};

/** What a person made, and nobody has paid yet. */
export const INVOICES_BECOMING_OVERDUE: DueRows = {
  table: 'invoices',
  column: 'due_at',
  where: `status = 'open' AND overdue_at IS NULL AND due_at IS NOT NULL`,
};

/** What the clock asks of invoices: which drafts are to be finalized, and what was not paid in time. */
@Injectable()
export class DueInvoicesRepository {
  /**
   * Drafts whose review is over, over all merchants, passing over those that somebody holds. Their subscriptions are
   * locked first, as everywhere.
   */
  async claimDueDrafts(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Invoice[]> {
    const due = await tx.query<{ merchant_id: bigint; id: bigint; subscription_id: bigint }[]>(
      `SELECT merchant_id, id, subscription_id FROM invoices
       WHERE status = 'draft' AND finalize_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
       ORDER BY finalize_at, id LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
    if (due.length === 0) return [];
    const locked = await tx.query<{ id: bigint }[]>(
      `SELECT s.id FROM subscriptions s
       JOIN (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)) k
         ON s.merchant_id = k.merchant_id AND s.id = k.id
       ORDER BY s.id FOR UPDATE OF s SKIP LOCKED`,
      [due.map((row) => row.merchant_id), due.map((row) => row.subscription_id)],
    );
    const held = new Set(locked.map(({ id }) => id));
    const mine = due.filter((row) => held.has(row.subscription_id));
    return selectRows(
      tx,
      Invoice,
      `JOIN unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)
         ON t.merchant_id = k.merchant_id AND t.id = k.id
       WHERE t.status = 'draft' AND t.finalize_at <= $3 ORDER BY t.id FOR UPDATE OF t SKIP LOCKED`,
      [mine.map((row) => row.merchant_id), mine.map(({ id }) => id), now],
    );
  }

  /**
   * Drafts of a subscription's periods; the youngest first, as they are given back: an older one gives its usage back
   * only when nothing billed more of it since, and the younger draft may have.
   */
  draftsOfPeriods(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Invoice[]> {
    const where = { merchantId, subscriptionId, status: 'draft' as const, kind: 'recurring' as const };
    return tx.find(Invoice, { where, order: { id: 'DESC' } });
  }

  /** Locks what is open and was to be paid by now, where that is not told yet. */
  claimOverdue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Invoice[]> {
    return selectRows(
      tx,
      Invoice,
      `WHERE t.status = 'open' AND t.overdue_at IS NULL AND t.due_at <= $1
         AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.due_at, t.id FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }
}
