import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import { ScheduleBook, type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
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
      const access = request.access ?? 'remove';
      const resumeAt = request.resume_at === undefined ? null : new Date(request.resume_at);
      if (resumeAt && resumeAt <= (request.when === 'period_end' ? (subscription.nextBillAt ?? now) : now)) {
        throw AppError.field('rule_violation', 'resume_at', 'must be later than the pause begins');
      }
      if (request.when !== 'period_end') {
        await this.pauses.pause(tx, subscription, { access, resumeAt }, now);
        return subscription;
      }
      refuseToPlan(subscription);
      const what = { kind: 'pause' as const, access, resume_at: resumeAt?.toISOString() ?? null };
      const when = { periodIndex: subscription.nextPeriodIndex };
      await this.schedule.plan(tx, subscription, { what, origin: 'request', when }, now);
      return subscription;
    });
  }
}

/**
 * One that is past due is not paused while that is owed, so it would be billed for the period that was not to come.
 * @throws AppError
 */
function refuseToPlan({ publicId, status, cancelAtPeriodEnd }: Subscription): void {
  if (status === 'active' && !cancelAtPeriodEnd) return;
  const why =
    status === 'active'
      ? 'it is to be canceled at the end of its period'
      : status === 'past_due'
        ? 'it can be paused once its open invoice is paid or given up; or cancel it at the end of its period'
        : 'it has no period at whose end it could be paused';
  throw new AppError('conflict', `Subscription ${publicId} is ${status}: ${why}`);
}
