import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { type Attempt, AttemptsRepository, ChargeLifecycle, MAX_FAILURES } from '../../charges/index.js';
import { ApiKeysRepository, MerchantClock } from '../../merchants/index.js';
import type { Released } from '../dto/released.response.js';

/** What kept us from reading what the platform says of a payment is mended: it is asked about again, now. */
@Injectable()
export class ReleaseAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, keyId }: Principal, publicId: string): Promise<Released> {
    return this.uow.run(async (tx) => {
      const found = await this.attempts.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('attempt', publicId);
      const attempt = await this.attempts.lockById(tx, merchantId, found.id);
      assertReleasable(attempt);
      const now = await this.clock.now(tx, merchantId);
      await this.attempts.update(tx, merchantId, attempt.id, { checkFailures: 0, nextCheckAt: now });
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.released', now, { api_key: key.publicId });
      return { id: publicId, goesOnAt: now };
    });
  }
}

function assertReleasable({ publicId, status, checkFailures }: Attempt): void {
  const isInQueue = status === 'manual' || status === 'succeeded';
  if (checkFailures >= MAX_FAILURES && !isInQueue) return;
  const message = isInQueue
    ? `Attempt ${publicId} is ${status}; it was not set aside`
    : `Asking about attempt ${publicId} failed ${checkFailures} times; it is set aside after ${MAX_FAILURES}`;
  throw new AppError('conflict', message);
}
