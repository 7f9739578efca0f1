import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AttemptsRepository, ChargeLifecycle, ChargesRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Assignment } from '../dto/assignment.response.js';
import { ManualRepository } from '../manual.repository.js';

/** Somebody takes a case, or it is given to them; the last one named has it. */
@Injectable()
export class AssignManual {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly manual: ManualRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, owner: string): Promise<Assignment> {
    return this.uow.run(async (tx) => {
      const found = await this.attempts.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('attempt', publicId);
      const charge = await this.charges.lockById(tx, merchantId, found.chargeId);
      const attempt = await this.attempts.lockById(tx, merchantId, found.id);
      if (attempt.status !== 'manual' && charge.status !== 'blocked') {
        throw new AppError('conflict', `Attempt ${publicId} is ${attempt.status}: it waits for nobody`);
      }
      const assignedAt = await this.clock.now(tx, merchantId);
      await this.manual.assign(tx, { merchantId, attemptId: attempt.id, owner, assignedAt });
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.assigned', assignedAt, { owner });
      return { attempt: publicId, owner, assignedAt };
    });
  }
}
