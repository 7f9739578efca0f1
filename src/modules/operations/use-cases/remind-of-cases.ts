import { Injectable, Logger } from '@nestjs/common';
import { hoursWaited, nextReminder } from '../../../domain/charge/case-reminder.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { Settings } from '../../../platform/config/settings.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Charge, ChargeLifecycle, ChargesRepository } from '../../charges/index.js';
import { QueueRepository } from '../queue.repository.js';

/** A case that waits for a person, taken by somebody or not, is told of again until it is decided. */
@Injectable()
export class RemindOfCases {
  private readonly logger = new Logger(RemindOfCases.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly queue: QueueRepository,
    private readonly settings: Settings,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const waiting = await this.charges.claimCasesToRemindOf(tx, scope, now, limit);
      const told = await inBatch<Charge, number>(tx, waiting, {
        together: async (inner, charges) => {
          for (const charge of charges) await this.remind(inner, charge, now);
          return charges.map(() => 1);
        },
        alone: async (inner, charge) => this.remind(inner, charge, now),
        failed: (_outer, charge, error) => {
          this.logger.error({ err: error, charge_id: charge.publicId }, 'Reminding of a case failed');
          return Promise.resolve(0);
        },
      });
      return told.reduce((sum, one) => sum + one, 0);
    });
  }

  private async remind(tx: Tx, charge: Charge, now: Date): Promise<number> {
    const standing = await this.queue.standingOf(tx, charge);
    // An attempt that could be decided by a person only, of a charge that was over anyway, has been decided.
    if (!standing.waits) {
      await this.lifecycle.remindAgain(tx, charge, null);
      return 1;
    }
    const since = charge.caseSince!;
    await this.lifecycle.tell(tx, charge, 'charge.case_waiting', now, {
      since: since.toISOString(),
      hours: hoursWaited(since, now),
      owner: standing.owner,
    });
    const again = nextReminder(since, now, this.settings.CASE_REMINDER_HOURS);
    await this.lifecycle.remindAgain(tx, charge, again);
    return 1;
  }
}
