import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { MerchantClock } from '../../merchants/index.js';
import { presentQuarantine, type QuarantineResponse } from '../dto/quarantine.response.js';
import { QuarantineRepository } from '../quarantine.repository.js';

@Injectable()
export class ReadQuarantine {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, limit: number): Promise<QuarantineResponse> {
    return this.uow.read(async (tx) =>
      presentQuarantine({
        now: await this.clock.now(tx, merchantId),
        counts: await this.quarantine.counts(tx, merchantId),
        subscriptions: await this.quarantine.subscriptions(tx, merchantId, limit),
        charges: await this.quarantine.charges(tx, merchantId, limit),
        attempts: await this.quarantine.attempts(tx, merchantId, limit),
      }),
    );
  }
}
