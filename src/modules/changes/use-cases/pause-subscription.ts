import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { ScheduleBook, type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { askedPause } from '../ask-pause.js';
import type { PauseSubscriptionRequest } from '../dto/pause-subscription.request.js';
import { PauseAndResume } from '../pause-and-resume.js';

/** Billing stops, now or where the running period ends; what was paid for is not given back. */
@Injectable()
export class PauseSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly schedule: ScheduleBook,
    private readonly pauses: PauseAndResume,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: PauseSubscriptionRequest): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { access, resumeAt, planned } = askedPause(request, subscription, now);
      if (planned) await this.schedule.plan(tx, subscription, { ...planned, origin: 'request' }, now);
      else await this.pauses.pause(tx, subscription, { access, resumeAt }, now);
      return subscription;
    });
  }
}
