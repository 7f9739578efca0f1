import { Injectable } from '@nestjs/common';
import { apiUserOf, type CredentialUse, type GatewayCredentials } from '../../gateway/credentials.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { NOT_REFUSED } from './asking-refusals.js';
import { MerchantAccounts } from './merchant-accounts.js';
import { MerchantClock } from './merchant-clock.js';
import { MerchantsRepository } from './merchants.repository.js';

interface Change {
  /** In real time, in which Ottu is called. */
  at: Date;
  /** Absent at the command line. */
  apiKey: string | undefined;
}

/** The one place where stored credentials change: sealed, with the name of their user beside, and told. */
@Injectable()
export class CredentialKeeper {
  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** @returns the name of the user; sent twice, the second changes nothing and tells nothing */
  async set(
    tx: Tx,
    merchantId: bigint,
    change: Change & { use: CredentialUse; credentials: GatewayCredentials; warning: string | null },
  ): Promise<string> {
    const { use, credentials, warning, at } = change;
    const merchant = (await this.merchants.lockById(tx, merchantId))!;
    const apiUser = apiUserOf(credentials);
    if (this.accounts.hasCredentials(merchant, use, credentials)) return apiUser;
    const sealed = this.accounts.sealCredentials(merchant, use, credentials);
    await this.merchants.update(tx, merchantId, { ...sealed, ...NOT_REFUSED, credentialsChangedAt: at });
    await this.tell(tx, merchantId, change, { use, api_user: apiUser, warning: warning ?? undefined });
    return apiUser;
  }

  async drop(
    tx: Tx,
    merchantId: bigint,
    change: Change & { use: Exclude<CredentialUse, 'charging'> },
  ): Promise<void> {
    const { use, at } = change;
    const merchant = (await this.merchants.lockById(tx, merchantId))!;
    if (merchant[`${use}Credentials`] === null) return;
    const none = { [`${use}Credentials`]: null, [`${use}ApiUser`]: null };
    await this.merchants.update(tx, merchantId, { ...none, ...NOT_REFUSED, credentialsChangedAt: at });
    await this.tell(tx, merchantId, change, { use });
  }

  private async tell(tx: Tx, merchantId: bigint, { apiKey }: Change, data: object): Promise<void> {
    await this.events.append(tx, merchantId, {
      type: 'merchant.credentials_changed',
      customerId: null,
      subscriptionId: null,
      occurredAt: await this.clock.now(tx, merchantId),
      data: { ...data, api_key: apiKey },
    });
  }
}
