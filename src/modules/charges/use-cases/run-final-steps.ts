import { Injectable } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Charge } from '../charge.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import { ChargeFailures } from '../charge-failures.js';
import { ChargesRepository } from '../charges.repository.js';
import { Dunning } from '../dunning.js';
import { subscriptionOf } from '../subscription-of.js';

/** Takes the last step of dunning where its time has come. */
@Injectable()
export class RunFinalSteps {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly dunning: Dunning,
    private readonly failures: ChargeFailures,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const due = await this.uow.read((tx) => this.charges.finalsDue(tx, scope, now, limit));
    for (const charge of due)
      await this.failures.guard(charge, 'the last step', now, () => this.finish(charge, now));
    return due.length;
  }

  /** Locks in the order that settling locks, then looks again: a payment may have come or begun in between. */
  private finish(found: Charge, now: Date): Promise<void> {
    const { merchantId } = found;
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionOf(found));
      const charge = await this.charges.lockById(tx, merchantId, found.id);
      if (charge.nextAction !== 'final' || charge.nextActionAt! > now) return;
      if ((await this.subscriptions.inDoubtSince(tx, merchantId, [subscription.id])).size > 0) return;
      const invoice = await this.invoices.lockById(tx, merchantId, charge.invoiceId);
      // Nobody's page is payable for what is given up.
      if ((await this.attempts.findOpen(tx, merchantId, invoice.id)) !== null) return;
      await this.dunning.finish(tx, { merchant, subscription, charge, invoice, now });
    });
  }
}
