import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ATTEMPT_STATES_IN_DOUBT } from '../../domain/charge/attempt-states.js';
import { listOf } from '../../platform/database/conditions.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Subscription } from './subscription.entity.js';

/** Written out, because a partial index serves only a condition that names its states. */
const IN_DOUBT = listOf(ATTEMPT_STATES_IN_DOUBT);

const UNDISTURBED = 'quarantined_at IS NULL';
export const PERIODS_DUE: DueRows = { table: 'subscriptions', column: 'next_bill_at', where: UNDISTURBED };
export const FINAL_BILLS_DUE: DueRows = { ...PERIODS_DUE, column: 'final_bill_at' };
export const CHANGES_DUE: DueRows = { ...PERIODS_DUE, column: 'next_change_at' };
/** Where nothing is billed, the next change may wait for its period while a later one, which has a date, is due. */
export const CHANGES_OF_STANDING_DUE: DueRows = {
  table: 'scheduled_changes',
  column: 'at',
  where: `status = 'pending' AND period_index IS NULL`,
};
export const QUARANTINED_TO_REMIND_OF: DueRows = {
  table: 'subscriptions',
  column: 'remind_at',
  where: 'quarantined_at IS NOT NULL',
};
export const UNSTARTED: DueRows = {
  table: 'subscriptions',
  column: 'created_at',
  where: `status = 'incomplete'`,
};

/** What the clock asks of subscriptions: whose time has come, and when the next one's will. */
@Injectable()
export class DueSubscriptionsRepository {
  /**
   * Locks due ones, the longest due first, passing over those that another worker holds. `notBefore` spares
   * the index entries of those that were billed a moment ago: see DueCursor.
   */
  claimDue(
    tx: Tx,
    scope: TimeScope,
    now: Date,
    limit: number,
    notBefore: Date | '-infinity',
  ): Promise<Subscription[]> {
    return selectRows(
      tx,
      Subscription,
      `WHERE t.next_bill_at <= $1 AND t.next_bill_at >= $4 AND t.quarantined_at IS NULL
         AND (t.next_change_at IS NULL OR t.next_change_at > t.next_bill_at)
         AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.next_bill_at, t.id
       FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit, notBefore],
    );
  }

  /** Locks those that are over and whose last invoice is due. */
  claimFinalBills(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Subscription[]> {
    return selectRows(
      tx,
      Subscription,
      `WHERE t.final_bill_at <= $1 AND t.quarantined_at IS NULL AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.final_bill_at, t.id FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }

  /** Locks those that are in quarantine long enough to be told of again. */
  claimQuarantinedToRemindOf(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Subscription[]> {
    return selectRows(
      tx,
      Subscription,
      `WHERE t.remind_at <= $1 AND t.quarantined_at IS NOT NULL AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.remind_at, t.id FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }

  /**
   * Those that still wait for their first payment and were made before; not while it is in doubt, nor while their page is
   * open: taken for nothing at each round, they would keep those behind them from their turn. Not locked.
   */
  async unstartedSince(tx: Tx, scope: TimeScope, before: Date, limit: number): Promise<Subscription[]> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions
       WHERE status = 'incomplete' AND quarantined_at IS NULL AND created_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
         AND NOT EXISTS (
           SELECT 1 FROM attempts a
           WHERE a.merchant_id = subscriptions.merchant_id AND a.subscription_id = subscriptions.id
             AND a.status IN (${IN_DOUBT}))
         AND NOT EXISTS (
           SELECT 1 FROM card_setups c
           WHERE c.merchant_id = subscriptions.merchant_id AND c.subscription_id = subscriptions.id
             AND c.status = 'open')
       ORDER BY created_at, id LIMIT $3`,
      [before, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Subscription, { id: In(keys.map((key) => key.id)) });
  }
}
