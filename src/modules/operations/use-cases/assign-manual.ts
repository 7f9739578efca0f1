import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AttemptsRepository, ChargeLifecycle, ChargesRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Assignment } from '../dto/assignment.response.js';
import { ManualRepository } from '../manual.repository.js';
import { QueueRepository } from '../queue.repository.js';

/** Somebody takes a case, or it is given to them; the last one named has it. */
@Injectable()
export class AssignManual {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly manual: ManualRepository,
    private readonly queue: QueueRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** By the attempt to be decided, or by the charge, which may have none. */
  execute(merchantId: bigint, publicId: string, owner: string): Promise<Assignment> {
    return this.uow.run(async (tx) => {
      const found = await this.find(tx, merchantId, publicId);
      const charge = await this.charges.lockById(tx, merchantId, found.chargeId);
      const { attemptId } = found;
      const attempt = attemptId === null ? null : await this.attempts.lockById(tx, merchantId, attemptId);
      const { waits } = await this.queue.standingOf(tx, charge);
      if (attempt ? attempt.status !== 'manual' && charge.status !== 'blocked' : !waits) {
        const what = attempt
          ? `Attempt ${publicId} is ${attempt.status}`
          : `Charge ${publicId} is ${charge.status}`;
        throw new AppError('conflict', `${what}: it waits for nobody`);
      }
      const assignedAt = await this.clock.now(tx, merchantId);
      await this.manual.assign(tx, { merchantId, chargeId: charge.id, owner, assignedAt });
      if (attempt) await this.lifecycle.tellAttempt(tx, attempt, 'attempt.assigned', assignedAt, { owner });
      else await this.lifecycle.tell(tx, charge, 'charge.assigned', assignedAt, { owner });
      return { charge: charge.publicId, attempt: attempt?.publicId ?? null, owner, assignedAt };
    });
  }

  private async find(tx: Tx, merchantId: bigint, publicId: string) {
    if (publicId.startsWith('chg_')) {
      const charge = await this.charges.findByPublicId(tx, merchantId, publicId);
      if (!charge) throw AppError.notFound('charge', publicId);
      return { chargeId: charge.id, attemptId: null };
    }
    const attempt = await this.attempts.findByPublicId(tx, merchantId, publicId);
    if (!attempt) throw AppError.notFound('attempt', publicId);
    return { chargeId: attempt.chargeId, attemptId: attempt.id };
  }
}
