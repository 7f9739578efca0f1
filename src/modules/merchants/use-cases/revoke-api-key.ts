import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { ApiKeysRepository } from '../api-keys.repository.js';

@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly keys: ApiKeysRepository,
  ) {}

  /** Takes effect with the next request: keys are looked up every time. False when it was revoked before. */
  async execute(keyPublicId: string): Promise<boolean> {
    return this.uow.run(async (tx) => {
      const key = await this.keys.findByPublicId(tx, keyPublicId);
      if (!key) throw AppError.notFound('API key', keyPublicId);
      return this.keys.revoke(tx, key.merchantId, key.id, this.clock.now());
    });
  }
}
