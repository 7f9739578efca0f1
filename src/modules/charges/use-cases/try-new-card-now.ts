import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';

/** A customer who gave a new card, or a new consent, need not wait for the next step of dunning. */
@Injectable()
export class TryNewCardNow {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly subscriptions: SubscriptionsRepository,
  ) {}

  /**
   * What is open for the subscription, whose row is locked, becomes due now; how much that was. Not while a
   * payment is in doubt: that one may have paid it. What was never declined waits for its own day.
   */
  async within(tx: Tx, { merchantId, id }: Subscription, at: Date): Promise<number> {
    if ((await this.subscriptions.inDoubtSince(tx, merchantId, [id])).size > 0) return 0;
    const open = await this.charges.lockUnfinished(tx, merchantId, id);
    const waiting = open.filter(
      ({ status, firstDeclinedAt, nextAction, nextActionAt }) =>
        status === 'scheduled' && firstDeclinedAt !== null && (nextAction === 'final' || nextActionAt! > at),
    );
    const plan = { action: 'attempt' as const, at, reason: 'the customer gave a card to charge' };
    for (const charge of waiting) await this.lifecycle.postpone(tx, charge, plan, at);
    return waiting.length;
  }
}
