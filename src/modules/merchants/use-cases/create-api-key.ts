import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Scope, SCOPES } from '../../../platform/http/principal.js';
import { newId, newSecret } from '../../../platform/ids/type-id.js';
import { sha256 } from '../../../platform/security/secret-box.js';
import { formatApiKey } from '../api-key-format.js';
import type { ApiKey } from '../api-key.entity.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { MerchantsRepository } from '../merchants.repository.js';

export interface ApiKeyInput {
  name: string;
  scopes: readonly string[];
}

@Injectable()
export class CreateApiKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
  ) {}

  /** `text` is the whole key, to be shown once: only a hash of its secret part is kept. */
  async execute(merchantId: bigint, input: ApiKeyInput): Promise<{ key: ApiKey; text: string }> {
    const scopes = checkedScopes(input.scopes);
    const [publicId, secret] = [newId('apiKey'), newSecret(32)];
    return this.uow.run(async (tx) => {
      const merchant = await this.merchants.findById(tx, merchantId);
      if (!merchant) throw AppError.notFound('merchant', String(merchantId));
      const key = await this.keys.insert(tx, {
        merchantId,
        publicId,
        name: input.name,
        secretHash: sha256(secret),
        scopes,
        createdAt: this.clock.now(),
      });
      return { key, text: formatApiKey(merchant.mode, publicId, secret) };
    });
  }
}

function checkedScopes(scopes: readonly string[]): Scope[] {
  const unknown = scopes.filter((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (scopes.length > 0 && unknown.length === 0) return [...new Set(scopes)] as Scope[];
  throw AppError.field('rule_violation', 'scopes', `must be one or more of: ${SCOPES.join(', ')}`);
}
