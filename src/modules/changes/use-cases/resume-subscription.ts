import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { ScheduleBook, type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { ResumeSubscriptionRequest } from '../dto/resume-subscription.request.js';
import { PauseAndResume } from '../pause-and-resume.js';

@Injectable()
export class ResumeSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly schedule: ScheduleBook,
    private readonly pauses: PauseAndResume,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: ResumeSubscriptionRequest): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { anchor, at } = await this.pauses.askedResume(tx, request, subscription, now);
      if (request.at === undefined) {
        await this.pauses.resume(tx, subscription, anchor, now);
        return subscription;
      }
      await this.schedule.undoKind(tx, subscription, 'resume', now, 'another moment was asked for');
      const what = { kind: 'resume' as const, anchor };
      await this.schedule.plan(tx, subscription, { what, origin: 'request', when: { at } }, now);
      return subscription;
    });
  }
}
