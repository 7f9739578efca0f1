import { Injectable, Logger } from '@nestjs/common';
import { hoursWaited, nextReminder } from '../../../domain/charge/case-reminder.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { Settings } from '../../../platform/config/settings.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import {
  DueSubscriptionsRepository,
  type Subscription,
  SubscriptionLifecycle,
} from '../../subscriptions/index.js';

/** A subscription in quarantine is not billed: told of again until it is released, or its payments are lost quietly. */
@Injectable()
export class RemindOfQuarantine {
  private readonly logger = new Logger(RemindOfQuarantine.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueSubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly settings: Settings,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const waiting = await this.due.claimQuarantinedToRemindOf(tx, scope, now, limit);
      const told = await inBatch<Subscription, number>(tx, waiting, {
        together: async (inner, subscriptions) => {
          for (const subscription of subscriptions) await this.remind(inner, subscription, now);
          return subscriptions.map(() => 1);
        },
        alone: async (inner, subscription) => this.remind(inner, subscription, now),
        failed: (_outer, { publicId }, error) => {
          this.logger.error({ err: error, subscription_id: publicId }, 'Reminding of a quarantine failed');
          return Promise.resolve(0);
        },
      });
      return told.reduce((sum, one) => sum + one, 0);
    });
  }

  private async remind(tx: Tx, subscription: Subscription, now: Date): Promise<number> {
    const { publicId, quarantineReason: reason } = subscription;
    const since = subscription.quarantinedAt!;
    const hours = hoursWaited(since, now);
    await this.lifecycle.tell(tx, subscription, 'subscription.still_quarantined', now, {
      since: since.toISOString(),
      hours,
      reason,
    });
    const again = nextReminder(since, now, this.settings.CASE_REMINDER_HOURS);
    await this.lifecycle.remindAgain(tx, subscription, again);
    this.logger.error(
      { subscription_id: publicId, hours, reason },
      'A subscription needs a person: it is in quarantine and is not billed',
    );
    return 1;
  }
}
