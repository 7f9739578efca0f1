import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Principal } from '../../../platform/http/principal.js';
import { sameBytes, sha256 } from '../../../platform/security/secret-box.js';
import { parseApiKey } from '../api-key-format.js';
import { ApiKeysRepository } from '../api-keys.repository.js';

/** Compared against when a key id is unknown, so that the answer takes the same path as for a wrong secret. */
const NO_HASH = Buffer.alloc(32);

@Injectable()
export class AuthenticateKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly keys: ApiKeysRepository,
  ) {}

  /** Who holds this key, or null: nobody learns whether the id or the secret was wrong. */
  async execute(text: string): Promise<Principal | null> {
    const parts = parseApiKey(text);
    if (!parts) return null;
    const key = await this.keys.findInUse(this.uow, parts.keyPublicId);
    const secretFits = sameBytes(sha256(parts.secret), key?.secretHash ?? NO_HASH);
    if (!key || !secretFits || key.revokedAt !== null) return null;
    return { merchantId: key.merchantId, keyId: key.id, scopes: key.scopes };
  }
}
