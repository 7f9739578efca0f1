import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { InvoiceLifecycle, InvoicesRepository, isByHand } from '../../invoices/index.js';
import { MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import type { AttemptDecision } from '../decide-attempt.js';
import { Dunning } from '../dunning.js';
import { subscriptionOf } from '../subscription-of.js';

export interface Unchargeable {
  charge: Charge;
  decision: Extract<AttemptDecision, { kind: 'cannot' | 'over' }>;
}

/**
 * A charge that was due and could not even be tried. In a transaction of its own, because it changes the
 * subscription: that row is locked before the charge's, as everywhere, and not after it as in a claim.
 */
@Injectable()
export class FinishWithoutAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly dunning: Dunning,
  ) {}

  execute({ charge: found, decision }: Unchargeable, now: Date): Promise<void> {
    const { merchantId } = found;
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionOf(found));
      const charge = await this.charges.lockById(tx, merchantId, found.id);
      // Another worker, or the customer, was here between the claim and now.
      if (charge.nextAction !== 'attempt' || charge.nextActionAt! > now || !isSamePlan(charge, found)) return;
      const invoice = await this.invoices.lockById(tx, merchantId, charge.invoiceId);
      if (isByHand(invoice)) return this.dunning.leaveToCustomer(tx, charge, now, decision.reason);
      if (decision.kind === 'over') {
        await this.lifecycle.apply(tx, charge, 'cancel', now);
        return this.invoiceLifecycle.markUncollectible(tx, invoice, now, decision.reason);
      }
      const context = { merchant, subscription, charge, invoice, now };
      const decline = { class: 'card_problem' as const, code: null, message: decision.reason };
      return this.dunning.afterDecline(tx, context, decline, null);
    });
  }
}

/**
 * A new card plans a try of its own, which may be as early as the claim that found the old one of no use: ended by what
 * was known then, it would never be tried.
 */
function isSamePlan(charge: Charge, found: Charge): boolean {
  const isSameTime = charge.nextActionAt?.getTime() === found.nextActionAt?.getTime();
  return isSameTime && charge.nextActionReason === found.nextActionReason;
}
