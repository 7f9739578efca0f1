import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';

/** What is planned for a subscription. */
@Injectable()
export class ListScheduledChanges {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly changes: ScheduledChangesRepository,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<ScheduledChange[]> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      // Of one that is over nothing will come; the clock takes it off the list when its time comes.
      if (subscription.endedAt !== null) return [];
      return this.changes.pendingOf(tx, merchantId, subscription.id);
    });
  }
}

/** Something planned is taken back before it happens. */
@Injectable()
export class UndoScheduledChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly changes: ScheduledChangesRepository,
    private readonly schedule: ScheduleBook,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, changeId: string): Promise<ScheduledChange> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const change = await this.find(tx, subscription, changeId);
      if (change.status === 'undone') return change;
      await this.schedule.undo(tx, subscription, change, await this.clock.now(tx, merchantId), null);
      return change;
    });
  }

  /** One that may be taken back, or was. @throws AppError */
  async find(tx: Tx, { merchantId, id }: Subscription, changeId: string): Promise<ScheduledChange> {
    const change = await this.changes.findByPublicId(tx, merchantId, id, changeId);
    if (!change) throw AppError.notFound('scheduled change', changeId);
    if (change.status !== 'pending' && change.status !== 'undone') {
      const detail = `Scheduled change ${changeId} is ${change.status} and cannot be taken back`;
      throw new AppError('conflict', detail);
    }
    return change;
  }
}
