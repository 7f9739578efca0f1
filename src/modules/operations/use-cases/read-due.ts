import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { later } from '../../charges/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type DueResponse, presentDue } from '../dto/due.response.js';
import { DueRepository, type WaitingKind } from '../due.repository.js';

/** What the engine has to do now and next, for one merchant. */
@Injectable()
export class ReadDue {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly due: DueRepository,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, limit: number): Promise<DueResponse> {
    return this.uow.read(async (tx) => {
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      const now = await this.clock.now(tx, merchantId);
      const horizon = later(now, { days: 1 });
      const count = (kind: WaitingKind) => this.due.count(tx, merchantId, kind, now, horizon);
      return presentDue({
        now,
        timeZone: merchant.timeZone,
        chargingStopped: merchant.chargingStoppedAt !== null,
        subscriptions: {
          count: await count('subscriptions'),
          next: await this.due.subscriptions(tx, merchantId, limit),
        },
        charges: { count: await count('charges'), next: await this.due.charges(tx, merchantId, limit) },
        checks: { count: await count('checks'), next: await this.due.checks(tx, merchantId, limit) },
        refunds: { count: await count('refunds'), next: await this.due.refunds(tx, merchantId, limit) },
        unseenRefunds: await this.due.countUnseen(tx, merchantId),
      });
    });
  }
}
