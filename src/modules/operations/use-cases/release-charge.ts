import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import {
  AttemptsRepository,
  type Charge,
  ChargeLifecycle,
  ChargesRepository,
  isOver,
  StopCollection,
} from '../../charges/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { ApiKeysRepository, MerchantClock } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Released } from '../dto/released.response.js';

/** What blocked the charge is mended: it is tried again, with all its tries, as soon as the rules allow. */
@Injectable()
export class ReleaseCharge {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly charges: ChargesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly stop: StopCollection,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, keyId }: Principal, publicId: string): Promise<Released> {
    return this.uow.run(async (tx) => {
      const found = await this.charges.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('charge', publicId);
      const subscription = await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
      const charge = await this.charges.lockById(tx, merchantId, found.id);
      await this.assertReleasable(tx, charge);
      const now = await this.clock.now(tx, merchantId);
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      const [invoice] = await this.invoices.findByIds(tx, merchantId, [charge.invoiceId]);
      // Collected no more once its subscription is over; planned all the same, it would be against a law of the books.
      if (subscription && isOver(subscription, invoice!)) {
        const reason = `the subscription is ${subscription.status}, and ${key.publicId} released its charge`;
        await this.stop.end(tx, charge, now, reason);
      } else {
        await this.unblock(tx, charge, now);
        await this.lifecycle.tell(tx, charge, 'charge.released', now, { api_key: key.publicId });
      }
      return { id: publicId, goesOnAt: charge.nextActionAt };
    });
  }

  private unblock(tx: Tx, charge: Charge, now: Date): Promise<void> {
    const plan = { action: 'attempt' as const, at: now, reason: 'a person released it' };
    const anew = { rejections: 0, processingFailures: 0, releasedAt: now };
    return this.lifecycle.apply(tx, charge, 'unblock', now, anew, plan);
  }

  private async assertReleasable(tx: Tx, charge: Charge): Promise<void> {
    if (charge.status !== 'blocked') {
      throw new AppError(
        'conflict',
        `Charge ${charge.publicId} is ${charge.status}; only a blocked one can be released`,
      );
    }
    const open = await this.attempts.findOpen(tx, charge.merchantId, charge.invoiceId);
    if (open === null) return;
    throw new AppError(
      'conflict',
      `Attempt ${open.publicId} of charge ${charge.publicId} is ${open.status}: its money may have moved, so it must be resolved first`,
    );
  }
}
