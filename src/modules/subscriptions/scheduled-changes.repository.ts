import { Injectable } from '@nestjs/common';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import type { Part } from '../../platform/database/read-together.js';
import { assertAffected } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
import { PeriodBreak } from './period-break.entity.js';
import { ScheduledChange, type ScheduledKind } from './scheduled-change.entity.js';
import { Subscription } from './subscription.entity.js';

export type NewScheduledChange = Omit<
  ScheduledChange,
  'id' | 'publicId' | 'status' | 'statusReason' | 'decidedAt'
>;

/**
 * SQL about a row of subscriptions and one `c` of what is planned for it: the same as in
 * domain/subscription/waits-for-its-period.ts, which says why.
 */
export const waitsInSql = (subscription: string): string =>
  `(${subscription}.next_bill_at IS NULL AND coalesce(c.period_index > ${subscription}.next_period_index, false))`;

type BreakKey = Pick<PeriodBreak, 'merchantId' | 'subscriptionId' | 'periodIndex'>;

/** What is planned for subscriptions, and where their counting of periods was broken off. */
@Injectable()
export class ScheduledChangesRepository {
  async insert(tx: Tx, row: NewScheduledChange): Promise<ScheduledChange> {
    const change = Object.assign(new ScheduledChange(), row, {
      publicId: newId('scheduledChange'),
      status: 'pending' as const,
      statusReason: null,
      decidedAt: null,
    });
    await tx.insert(ScheduledChange, change);
    return change;
  }

  /**
   * Locks those whose next change is due and comes before their next period: what was missed of the periods
   * before it is billed first, as it was then. Of those that are over all of it is taken back. Those that stand still
   * have an index of their own to be left out by: one may wait there for years, before what is due.
   */
  claimDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Subscription[]> {
    const isItsTurn = `(t.next_bill_at IS NOT NULL OR t.ended_at IS NOT NULL)
      AND (t.next_bill_at >= t.next_change_at OR t.ended_at IS NOT NULL)`;
    return this.claim(tx, isItsTurn, scope, now, limit);
  }

  /** As above, of those that stand still: only where one is due that does not wait; it may be a later one. */
  claimDueOfStanding(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Subscription[]> {
    const isItsTurn = `t.next_bill_at IS NULL AND t.ended_at IS NULL AND EXISTS (
      SELECT 1 FROM scheduled_changes c
      WHERE c.merchant_id = t.merchant_id AND c.subscription_id = t.id AND c.status = 'pending'
        AND c.at <= $1 AND NOT ${waitsInSql('t')})`;
    return this.claim(tx, isItsTurn, scope, now, limit);
  }

  private claim(tx: Tx, isItsTurn: string, scope: TimeScope, now: Date, limit: number) {
    return selectRows(
      tx,
      Subscription,
      `WHERE t.next_change_at <= $1 AND t.quarantined_at IS NULL AND t.status <> 'incomplete'
         AND ${isItsTurn} AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.next_change_at, t.id
       FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }

  /** In the order in which they take effect. Guarded by the lock on their subscription. */
  pendingOf(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<ScheduledChange[]> {
    return tx.find(ScheduledChange, {
      where: { merchantId, subscriptionId, status: 'pending' },
      order: { at: 'ASC', id: 'ASC' },
      take: 100,
    });
  }

  /** Of its kind that is to come, to be read together with other things. */
  firstOf(kind: ScheduledKind, merchantId: bigint, subscriptionId: bigint): Part<ScheduledChange> {
    const tail = `WHERE t.merchant_id = $1 AND t.subscription_id = $2 AND t.kind = $3 AND t.status = 'pending'
      ORDER BY t.at LIMIT 1`;
    return { entity: ScheduledChange, tail, values: [merchantId, subscriptionId, kind] };
  }

  findByPublicId(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    publicId: string,
  ): Promise<ScheduledChange | null> {
    return tx.findOneBy(ScheduledChange, { merchantId, subscriptionId, publicId });
  }

  move(tx: Tx, change: ScheduledChange, at: Date): Promise<void> {
    return this.update(tx, change, { at });
  }

  /** Once and for good. */
  decide(
    tx: Tx,
    change: ScheduledChange,
    verdict: Pick<ScheduledChange, 'status' | 'statusReason' | 'decidedAt'>,
  ): Promise<void> {
    return this.update(tx, change, verdict);
  }

  private async update(tx: Tx, change: ScheduledChange, patch: Partial<ScheduledChange>): Promise<void> {
    const { merchantId, id } = change;
    const where = { merchantId, id, status: 'pending' as const };
    assertAffected(await tx.update(ScheduledChange, where, patch), 'Deciding a scheduled change');
    Object.assign(change, patch);
  }

  /**
   * Before the period there is this break, or none (null): what was said of it before, when counting began anew
   * and nothing was billed yet, is said anew.
   */
  async setBreak(tx: Tx, key: BreakKey, row: PeriodBreak | null): Promise<void> {
    await tx.delete(PeriodBreak, key);
    if (row) await tx.insert(PeriodBreak, row);
  }
}
