import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type DatabaseEpoch, EpochsRepository } from '../../../platform/epoch/index.js';
import type { Recovery } from '../recovery.entity.js';
import { RecoveriesRepository } from '../recoveries.repository.js';
import type { RecoveryOrder } from '../recovery-order.entity.js';
import { RecoveryOrdersRepository, type Tally } from '../recovery-orders.repository.js';

export interface RecoveryView {
  epoch: DatabaseEpoch | null;
  recovery: Recovery | null;
  tally: Tally;
  notable: RecoveryOrder[];
}

const SHOWN = 100;

/** What one merchant sees of a restore: what was asked for, what was found, what waits. */
@Injectable()
export class ReadRecovery {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochsRepository,
    private readonly recoveries: RecoveriesRepository,
    private readonly orders: RecoveryOrdersRepository,
  ) {}

  execute(merchantId: bigint): Promise<RecoveryView> {
    return this.uow.read(async (tx) => {
      const epoch = await this.epochs.newest(tx);
      const id = epoch?.id ?? 0;
      return {
        epoch,
        recovery: await this.recoveries.find(tx, merchantId, id),
        tally: await this.orders.tally(tx, merchantId, id),
        notable: await this.orders.notable(tx, merchantId, id, SHOWN),
      };
    });
  }
}
