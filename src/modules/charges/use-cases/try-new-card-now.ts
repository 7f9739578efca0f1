import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import type { Subscription } from '../../subscriptions/index.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';

const REASON = 'the customer gave a new card';

/**
 * A new card is tried at once: what the subscription still owes becomes due now, also what was waiting for a
 * card or for the end of its ladder, and what was given up while the subscription waits for it (unpaid, or
 * paused by dunning). Only due: the preparing of the attempt looks at spacing, limits and whatever is in doubt,
 * and puts it off where they forbid it; and what is being charged or decided by a person is left alone.
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
    const waiting = all.filter((charge) => charge.status === 'scheduled' || isGivenUp(subscription));
    let due = 0;
    for (const charge of waiting) due += await this.hurry(tx, charge, now);
    for (const charge of all.filter(isUnderWay)) await this.mark(tx, charge, now);
    return due;
  }

  private async hurry(tx: Tx, charge: Charge, now: Date): Promise<0 | 1> {
    const plan = { action: 'attempt' as const, at: now, reason: REASON };
    if (charge.status === 'failed') {
      // Late money that a person is to judge may have paid it.
      const { merchantId, invoiceId } = charge;
      const open = await this.attempts.findOpen(tx, merchantId, invoiceId);
      if (open?.status === 'manual') return 0;
      await this.lifecycle.apply(tx, charge, 'reopen', now, { cardGivenAt: now }, plan);
      return 1;
    }
    // A retry that was planned and not made is free again: this try is the card's, not the ladder's.
    const unmade = charge.nextAction === 'attempt' && charge.ladder !== null && charge.retriesUsed > 0;
    const retriesUsed = charge.retriesUsed - (unmade && charge.nextActionAt! > now ? 1 : 0);
    await this.lifecycle.postpone(tx, charge, plan, now, { retriesUsed, cardGivenAt: now });
    return 1;
  }

  /** Left alone now; but what is tried next is the new card, and that does not wait for the hour of a retry. */
  private async mark(tx: Tx, { merchantId, id }: Charge, now: Date): Promise<void> {
    await this.charges.update(tx, merchantId, id, { cardGivenAt: now });
  }
}

function isUnderWay({ status }: Charge): boolean {
  return status === 'processing' || status === 'blocked';
}

function isGivenUp({ status, pastDueSince }: Subscription): boolean {
  return status === 'unpaid' || (status === 'paused' && pastDueSince !== null);
}
