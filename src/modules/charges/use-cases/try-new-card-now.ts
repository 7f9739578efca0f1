import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import type { Subscription } from '../../subscriptions/index.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle, type NextAction } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { MAX_REJECTIONS } from '../waits.js';

/**
 * A new card is tried at once: what the subscription still owes becomes due now, also what was waiting for a
 * card or for the end of its ladder, what Ottu refused to charge to the card before, and what was given up while
 * the subscription waits for it (unpaid, or paused by dunning). Only due: the preparing of the attempt looks at
 * spacing, limits and whatever is in doubt, and puts it off where they forbid it; and what is being charged or decided
 * by a person is left alone.
 *
 * Within the transaction that put the card on the subscription; the subscription's row is locked.
 */
@Injectable()
export class TryNewCardNow {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
  ) {}

  /** How many charges became due. */
  async within(tx: Tx, subscription: Subscription, now: Date): Promise<number> {
    if (subscription.status === 'canceled' || subscription.status === 'ended') return 0;
    // A cancel that waits for an answer begins nothing new.
    if (subscription.cancelRequestedAt !== null) return 0;
    const all = await this.charges.lockUnpaid(tx, subscription.merchantId, subscription.id);
    let due = 0;
    for (const charge of all) if (await this.hurry(tx, subscription, charge, now)) due += 1;
    return due;
  }

  /** Whether it is due by that. What is under way is left alone: what is tried after it is the new card, at any hour. */
  private async hurry(tx: Tx, subscription: Subscription, charge: Charge, now: Date): Promise<boolean> {
    const { merchantId, id, invoiceId, status } = charge;
    if (status === 'failed' && !isGivenUp(subscription)) return false;
    const given = { cardGivenAt: now };
    const open = status === 'scheduled' ? null : await this.attempts.findOpen(tx, merchantId, invoiceId);
    if (status === 'failed') {
      // Late money that a person is to judge may have paid it.
      if (open?.status === 'manual') return false;
      await this.lifecycle.apply(tx, charge, 'reopen', now, given, planAt(now));
    } else if (isBlockedByRefusals(charge) && open === null) {
      await this.lifecycle.apply(tx, charge, 'unblock', now, { ...given, rejections: 0 }, planAt(now));
    } else if (status === 'scheduled') await this.bringForward(tx, charge, now);
    else {
      await this.charges.update(tx, merchantId, id, given);
      return false;
    }
    return true;
  }

  private bringForward(tx: Tx, charge: Charge, now: Date): Promise<void> {
    // A retry that was planned and not made is free again: this try is the card's, not the ladder's.
    const unmade = charge.nextAction === 'attempt' && charge.ladder !== null && charge.retriesUsed > 0;
    const retriesUsed = charge.retriesUsed - (unmade && charge.nextActionAt! > now ? 1 : 0);
    return this.lifecycle.postpone(tx, charge, planAt(now), now, { retriesUsed, cardGivenAt: now });
  }
}

function planAt(at: Date): NextAction {
  return { action: 'attempt', at, reason: 'the customer gave a new card' };
}

/** A person was to find out why Ottu refuses the requests; with the card that is gone nobody could have done anything. */
function isBlockedByRefusals({ status, rejections }: Charge): boolean {
  return status === 'blocked' && rejections >= MAX_REJECTIONS;
}

function isGivenUp({ status, pastDueSince }: Subscription): boolean {
  return status === 'unpaid' || (status === 'paused' && pastDueSince !== null);
}
