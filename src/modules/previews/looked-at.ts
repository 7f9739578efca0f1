import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { MerchantClock } from '../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';

/** The subscription that an act is looked at for, as it is now. Nothing is locked: nothing is written. */
@Injectable()
export class LookedAt {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** @throws AppError `not_found` */
  async read(tx: Tx, merchantId: bigint, publicId: string): Promise<[Subscription, Date]> {
    const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return [subscription, await this.clock.now(tx, merchantId)];
  }
}
