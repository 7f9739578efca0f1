import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Subscription } from '../subscriptions/index.js';
import { chargePage } from './charge-pages.repository.js';
import { ChargesRepository } from './charges.repository.js';

/** What was given up of a subscription that ended, and is to begin again. */
@Injectable()
export class GivenUp {
  constructor(private readonly charges: ChargesRepository) {}

  /**
   * A cancel leaves a person's case to that person. Of a subscription that lives again it would be collected further,
   * or stand beside it as the charge of an invoice that nobody owes any more.
   */
  async refuseWhileBlocked(tx: Tx, { merchantId, id, publicId }: Subscription, what: string): Promise<void> {
    const blocked = { subscriptionId: id, status: 'blocked' as const };
    const [charge] = (await chargePage(tx, merchantId, blocked, { limit: 1, beforeId: null })).rows;
    if (!charge) return;
    const message =
      `Charge ${charge.publicId} of subscription ${publicId} waits for a person, so ${what} has to wait: ` +
      `GET /v1/ops/manual shows it and how it ends`;
    throw new AppError('conflict', message);
  }

  /**
   * It was canceled with what it belonged to: a new card is not tried for it, and it holds nothing back any more. Else
   * the customer would be charged for a period that another has replaced, or stay locked out for it.
   */
  async forget(tx: Tx, { merchantId, id }: Subscription, now: Date): Promise<void> {
    const unpaid = await this.charges.lockUnpaid(tx, merchantId, id);
    for (const charge of unpaid.filter(({ status }) => status === 'failed'))
      await this.charges.update(tx, merchantId, charge.id, { firstDeclinedAt: null, updatedAt: now });
  }
}
