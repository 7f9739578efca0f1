import { Injectable } from '@nestjs/common';
import type { CredentialUse, GatewayCredentials } from '../../../gateway/credentials.js';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { CredentialKeeper } from '../credential-keeper.js';
import { type GivenCredentials, readCredentials } from '../credentials-faults.js';
import type { CredentialsSet } from '../dto/credentials.response.js';
import { judgeCredentials } from '../judge-credentials.js';
import { MerchantAccounts } from '../merchant-accounts.js';
import { MerchantsRepository } from '../merchants.repository.js';

/** Of no payment anywhere: what Ottu says to it is about who asked. */
const NO_SESSION = '0'.repeat(40);

/**
 * By whom a merchant charges, asks or refunds from now on. Ottu is asked first whether it knows them, by a look that
 * changes nothing. A charge that has begun keeps what it began with.
 */
@Injectable()
export class ChangeCredentials {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly keys: ApiKeysRepository,
    private readonly gateway: PaymentGateway,
    private readonly keeper: CredentialKeeper,
    private readonly clock: Clock,
  ) {}

  /** @param principal null at the command line, where nobody is known */
  async execute(
    merchantId: bigint,
    use: CredentialUse,
    given: GivenCredentials,
    principal: Principal | null,
  ): Promise<CredentialsSet> {
    const credentials = readCredentials(given);
    if (Array.isArray(credentials)) {
      const detail = credentials.map(({ field, message }) => `${field}: ${message}`).join('; ');
      throw new AppError('invalid_request', detail, credentials);
    }
    const warning = await this.check(merchantId, use, credentials);
    const apiUser = await this.uow.run(async (tx) => {
      const key = principal && (await this.keys.findById(tx, merchantId, principal.keyId));
      const change = { use, credentials, warning, at: this.clock.now(), apiKey: key?.publicId };
      return this.keeper.set(tx, merchantId, change);
    });
    return { use, apiUser, warning };
  }

  /** Why it could not be seen whether they are good; null when they are. */
  private async check(
    merchantId: bigint,
    use: CredentialUse,
    credentials: GatewayCredentials,
  ): Promise<string | null> {
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const { separate: _others, ...account } = this.accounts.accountOf(merchant);
    const asCandidate = { ...account, credentials, callClass: 'interactive' as const };
    const verdict = judgeCredentials(use, await this.gateway.retrieveSession(asCandidate, NO_SESSION));
    if (verdict.kind === 'good') return null;
    if (verdict.kind === 'unsure') return verdict.warning;
    const field = credentials.kind === 'api_key' ? 'api_key' : 'username';
    throw AppError.field('rule_violation', field, verdict.reason);
  }
}
