import { Injectable } from '@nestjs/common';
import type { ConsentNeed } from '../../domain/agreement/consent-need.js';
import { boundary } from '../../domain/calendar/period.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { describeScheduled } from './describe-scheduled.js';
import { movesInOrder } from './moves-in-order.js';
import type { ScheduledChange, ScheduledWhat } from './scheduled-change.entity.js';
import { ScheduledChangesRepository } from './scheduled-changes.repository.js';
import type { Subscription } from './subscription.entity.js';
import { anchorOf, intervalOf } from './subscription-calendar.js';
import { SubscriptionLifecycle } from './subscription-lifecycle.js';

export interface Plan {
  what: ScheduledWhat;
  origin: ScheduledChange['origin'];
  /** An instant, or the period with which it begins. */
  when: { at: Date } | { periodIndex: number };
  /** What the customer has yet to agree to. */
  consent?: ConsentNeed | null;
}

/**
 * What is planned for a subscription. `next_change_at` on its row is the earliest of it, so that billing need not
 * look here: it passes over a subscription whose change comes first. The subscription's row must be locked.
 */
@Injectable()
export class ScheduleBook {
  constructor(
    private readonly changes: ScheduledChangesRepository,
    private readonly lifecycle: SubscriptionLifecycle,
  ) {}

  /** One of a kind for a moment: what was planned there before is taken back, and both are told. */
  async plan(tx: Tx, subscription: Subscription, plan: Plan, now: Date): Promise<ScheduledChange> {
    const { merchantId, id: subscriptionId } = subscription;
    const { what, origin, when } = plan;
    const at = momentOf(subscription, when);
    for (const other of await this.changes.pendingOf(tx, merchantId, subscriptionId)) {
      if (other.kind === what.kind && other.at.getTime() === at.getTime()) {
        await this.undo(tx, subscription, other, now, 'another was planned in its place');
      }
    }
    const periodIndex = 'at' in when ? null : when.periodIndex;
    const row = {
      merchantId,
      subscriptionId,
      kind: what.kind,
      origin,
      at,
      periodIndex,
      what,
      consent: plan.consent ?? null,
      createdAt: now,
    };
    const change = await this.changes.insert(tx, row);
    await this.refresh(tx, subscription, now);
    await this.lifecycle.tell(tx, subscription, 'subscription.change_scheduled', now, {
      scheduled_change_id: change.publicId,
      at: at.toISOString(),
      what: describeScheduled(what),
    });
    return change;
  }

  /**
   * A planned change of items beside which one at this moment (null: at once) cannot be. Each of them has all the items
   * there are to be, so whichever comes later would take back the other in silence. At one moment the later asked for
   * takes the place of the other, and both are told.
   */
  async itemsBeside(
    tx: Tx,
    subscription: Subscription,
    when: Plan['when'] | null,
  ): Promise<ScheduledChange | null> {
    // Read without a lock for a preview, whose row says as well as the table whether anything is planned.
    if (subscription.nextChangeAt === null) return null;
    const at = when && momentOf(subscription, when).getTime();
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    return pending.find(({ kind, at: planned }) => kind === 'items' && planned.getTime() !== at) ?? null;
  }

  /** Whether a change waits for its customer to agree, until what runs now is over. */
  async waitsForConsent(tx: Tx, { merchantId, id }: Subscription): Promise<boolean> {
    const pending = await this.changes.pendingOf(tx, merchantId, id);
    return pending.some(({ what }) => what.kind === 'items' && what.on_consent !== undefined);
  }

  async undo(tx: Tx, subscription: Subscription, change: ScheduledChange, now: Date, reason: string | null) {
    await this.decide(tx, subscription, change, 'undone', now, reason);
    await this.tellEnd(tx, subscription, change, 'subscription.change_undone', now, reason);
  }

  async undoAll(tx: Tx, subscription: Subscription, now: Date, reason: string): Promise<void> {
    for (const change of await this.changes.pendingOf(tx, subscription.merchantId, subscription.id))
      await this.undo(tx, subscription, change, now, reason);
  }

  /** How many there were. */
  async undoKind(
    tx: Tx,
    subscription: Subscription,
    kind: ScheduledChange['kind'],
    now: Date,
    reason: string,
  ): Promise<number> {
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const found = pending.filter((change) => change.kind === kind);
    for (const change of found) await this.undo(tx, subscription, change, now, reason);
    return found.length;
  }

  applied(tx: Tx, subscription: Subscription, change: ScheduledChange, now: Date): Promise<void> {
    return this.decide(tx, subscription, change, 'applied', now, null);
  }

  async failed(tx: Tx, subscription: Subscription, change: ScheduledChange, now: Date, reason: string) {
    await this.decide(tx, subscription, change, 'failed', now, reason);
    await this.tellEnd(tx, subscription, change, 'subscription.change_failed', now, reason);
  }

  /** The customer has agreed anew: what waited for that is due now. */
  async consentGiven(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    for (const change of pending)
      if (change.what.kind === 'items' && change.what.on_consent) await this.changes.move(tx, change, now);
    await this.refresh(tx, subscription, now);
  }

  /** It cannot be made at this moment, and may be at that. */
  async putOff(
    tx: Tx,
    subscription: Subscription,
    change: ScheduledChange,
    at: Date,
    now: Date,
  ): Promise<void> {
    await this.changes.move(tx, change, at);
    await this.refresh(tx, subscription, now);
  }

  /** After periods were counted anew: what begins with a period begins where that now does. */
  async moveWithPeriods(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const pending = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const moves = pending.flatMap((change) =>
      change.periodIndex === null ? [] : [{ change, to: boundaryOf(subscription, change.periodIndex) }],
    );
    for (const { change, to } of movesInOrder(moves)) await this.changes.move(tx, change, to);
    await this.refresh(tx, subscription, now);
  }

  private async decide(
    tx: Tx,
    subscription: Subscription,
    change: ScheduledChange,
    status: 'applied' | 'undone' | 'failed',
    decidedAt: Date,
    statusReason: string | null,
  ): Promise<void> {
    await this.changes.decide(tx, change, { status, statusReason, decidedAt });
    await this.refresh(tx, subscription, decidedAt);
  }

  private async refresh(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const [first] = await this.changes.pendingOf(tx, subscription.merchantId, subscription.id);
    const nextChangeAt = first?.at ?? null;
    if (nextChangeAt?.getTime() === subscription.nextChangeAt?.getTime()) return;
    await this.lifecycle.patch(tx, subscription, now, { nextChangeAt });
  }

  private tellEnd(
    tx: Tx,
    subscription: Subscription,
    change: ScheduledChange,
    type: 'subscription.change_undone' | 'subscription.change_failed',
    now: Date,
    reason: string | null,
  ): Promise<void> {
    return this.lifecycle.tell(tx, subscription, type, now, {
      scheduled_change_id: change.publicId,
      what: describeScheduled(change.what),
      ...(reason !== null && { reason }),
    });
  }
}

function momentOf(subscription: Subscription, when: Plan['when']): Date {
  return 'at' in when ? when.at : boundaryOf(subscription, when.periodIndex);
}

export function boundaryOf(subscription: Subscription, index: number): Date {
  return boundary(anchorOf(subscription), intervalOf(subscription), index);
}
