import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochsRepository } from '../../../platform/epoch/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { RecoveriesRepository } from '../recoveries.repository.js';
import { RecoveryOrdersRepository } from '../recovery-orders.repository.js';

/** Why it cannot be ended, in words for the person at the command line. */
export class RecoveryNotEnded extends Error {}

export interface Ending {
  by: string;
  reason: string;
  /** Although not everything was asked for, or something found has no place. */
  uncovered: boolean;
}

/** A person lets money move again. The whole database was restored, so it is ended for all merchants at once. */
@Injectable()
export class EndRecovery {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochsRepository,
    private readonly recoveries: RecoveriesRepository,
    private readonly orders: RecoveryOrdersRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** @throws RecoveryNotEnded */
  execute({ by, reason, uncovered }: Ending): Promise<void> {
    return this.uow.run(async (tx) => {
      const epoch = await this.epochs.lockNewest(tx);
      if (epoch === null || epoch.mode === 'open') {
        throw new RecoveryNotEnded('There is nothing to end: charging is open');
      }
      const recoveries = await this.recoveries.all(tx, epoch.id);
      const waiting = await this.recoveries.merchantsWithout(tx, epoch.id, 1);
      let open = waiting.length + recoveries.filter(({ coveredAt }) => coveredAt === null).length;
      for (const { merchantId } of recoveries) {
        if ((await this.orders.tally(tx, merchantId, epoch.id)).unplaced > 0) open++;
      }
      if (open > 0 && !uncovered) {
        throw new RecoveryNotEnded(
          'The gap is not covered: some order numbers were not asked for yet, or a payment that was found has no place in the books. ' +
            'See `npm run recover`. With --uncovered it ends all the same, and what was charged in the gap may be charged again',
        );
      }
      await this.epochs.update(tx, epoch.id, {
        mode: 'open',
        endedBy: by,
        endReason: reason,
        uncovered: open > 0,
      });
      for (const { merchantId } of recoveries) {
        await this.events.append(tx, merchantId, {
          type: 'recovery.ended',
          customerId: null,
          subscriptionId: null,
          occurredAt: await this.clock.now(tx, merchantId),
          data: { by, reason, uncovered: open > 0 },
        });
      }
    });
  }
}
