import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AttemptsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { ChargebackLifecycle } from '../chargeback-lifecycle.js';
import { ChargebacksRepository } from '../chargebacks.repository.js';
import type { ResolveChargebackRequest } from '../dto/record-chargeback.request.js';
import { type ChargebackView, ReadChargebacks } from './read-chargebacks.js';

/** What the scheme has decided. Said again it is the same; said otherwise it is refused. */
@Injectable()
export class ResolveChargeback {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly chargebacks: ChargebacksRepository,
    private readonly lifecycle: ChargebackLifecycle,
    private readonly clock: MerchantClock,
    private readonly read: ReadChargebacks,
  ) {}

  execute(merchantId: bigint, publicId: string, request: ResolveChargebackRequest): Promise<ChargebackView> {
    const { outcome, evidence, decided_by: decidedBy } = request;
    return this.uow.run(async (tx) => {
      const found = await this.chargebacks.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('chargeback', publicId);
      // The payment first, in the order that all paths keep: how much of it is gone says where the money comes back to.
      const payment = await this.attempts.lockById(tx, merchantId, found.attemptId);
      const row = await this.chargebacks.lockById(tx, merchantId, found.id);
      if (row.status === outcome) return this.read.view(tx, row);
      if (row.status !== 'open')
        throw new AppError('conflict', `Chargeback ${publicId} is ${row.status} already`);
      const at = await this.clock.now(tx, merchantId);
      const event = outcome === 'won' ? 'win' : 'lose';
      await this.lifecycle.resolve(tx, payment, row, event, { evidence, decidedBy }, at);
      return this.read.view(tx, row);
    });
  }
}
