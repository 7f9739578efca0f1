import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type ScheduledChange,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { BillingDay, type DecidedBillingDay } from '../billing-day.js';
import type { MoveBillingDayRequest } from '../dto/move-billing-day.request.js';

export interface PlannedBillingDay {
  subscription: Subscription;
  decided: DecidedBillingDay;
  scheduled: ScheduledChange;
}

/** Where its running period ends, a subscription begins to renew on another day of the month. */
@Injectable()
export class MoveBillingDay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly billingDay: BillingDay,
    private readonly schedule: ScheduleBook,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: MoveBillingDayRequest): Promise<PlannedBillingDay> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const decided = await this.billingDay.decide(tx, subscription, request);
      const plan = { ...decided.planned, origin: 'request' as const };
      const scheduled = await this.schedule.plan(tx, subscription, plan, now);
      return { subscription, decided, scheduled };
    });
  }
}
