import { Injectable } from '@nestjs/common';
import { CREDENTIAL_USES, type CredentialUse } from '../../../gateway/credentials.js';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { CredentialKeeper } from '../credential-keeper.js';

const SEPARATE = CREDENTIAL_USES.filter((use) => use !== 'charging');

/** A use has no credentials of its own any more: those for charging serve for it again. */
@Injectable()
export class DropCredentials {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly keys: ApiKeysRepository,
    private readonly keeper: CredentialKeeper,
    private readonly clock: Clock,
  ) {}

  execute({ merchantId, keyId }: Principal, use: string): Promise<void> {
    if (!isSeparate(use)) {
      throw AppError.field('invalid_request', 'use', `must be one of: ${SEPARATE.join(', ')}`);
    }
    return this.uow.run(async (tx) => {
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.keeper.drop(tx, merchantId, { use, at: this.clock.now(), apiKey: key.publicId });
    });
  }
}

function isSeparate(use: string): use is Exclude<CredentialUse, 'charging'> {
  return (SEPARATE as readonly string[]).includes(use);
}
