import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Charge } from '../charge.entity.js';
import { ChargesRepository } from '../charges.repository.js';
import { DunningMails } from '../dunning-mails.js';
import { subscriptionOf } from '../subscription-of.js';
import { later } from '../waits.js';

/** Warns customers of the last step of dunning before it is taken. */
@Injectable()
export class RunMailsDue {
  private readonly logger = new Logger(RunMailsDue.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly mails: DunningMails,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const due = await this.uow.read((tx) => this.charges.mailsDue(tx, scope, now, limit));
    for (const charge of due) await this.alone(charge, now);
    return due.length;
  }

  /** One that throws is tried an hour later and does not stand before the others meanwhile. */
  private async alone(charge: Charge, now: Date): Promise<void> {
    const { merchantId, id } = charge;
    try {
      await this.write(charge, now);
    } catch (error) {
      this.logger.error({ err: error, charge_id: charge.publicId }, 'Announcing a mail failed');
      const nextMailAt = later(now, { hours: 1 });
      await this.uow.run((tx) => this.charges.update(tx, merchantId, id, { nextMailAt }));
    }
  }

  /** Locks in the order that settling locks, then looks again: a payment may have come or begun in between. */
  private write(found: Charge, now: Date): Promise<void> {
    const { merchantId, id } = found;
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionOf(found));
      const charge = await this.charges.lockById(tx, merchantId, id);
      if (charge.status !== 'scheduled' || charge.nextMailAt === null || charge.nextMailAt > now) return;
      if ((await this.subscriptions.inDoubtSince(tx, merchantId, [subscription.id])).size > 0) return;
      const [invoice] = await this.invoices.findByIds(tx, merchantId, [charge.invoiceId]);
      // Kept back by a payment in doubt until the last step itself is due: it is a warning no more.
      const isWarning = charge.ladder !== null && now < new Date(charge.ladder.finalAt);
      if (isWarning)
        await this.mails.beforeFinal(tx, { charge, invoice: invoice!, subscription, now }, charge.ladder!);
      await this.charges.update(tx, merchantId, id, { nextMailAt: null });
    });
  }
}
