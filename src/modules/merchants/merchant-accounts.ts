import { Injectable } from '@nestjs/common';
import { apiUserOf, type CredentialUse, type GatewayCredentials } from '../../gateway/credentials.js';
import type { GatewayAccount } from '../../gateway/payment-gateway.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import type { Merchant } from './merchant.entity.js';

export type { GatewayCredentials } from '../../gateway/credentials.js';

export interface MerchantSecrets {
  credentials: GatewayCredentials;
  hmacKey: string;
  orderNoSecret: string;
  hookSecret: string;
}

type SealedSecrets = Pick<Merchant, 'ottuCredentials' | 'ottuHmacKey' | 'orderNoSecret' | 'hookSecret'>;
type SealedName = keyof SealedSecrets | 'askingCredentials' | 'refundingCredentials';

/** Where the credentials of each use are kept, and the name of their user. */
const COLUMNS = {
  charging: ['ottuCredentials', 'chargingApiUser'],
  asking: ['askingCredentials', 'askingApiUser'],
  refunding: ['refundingCredentials', 'refundingApiUser'],
} as const satisfies Record<CredentialUse, readonly [SealedName, keyof Merchant]>;

export type SealedCredentials = Pick<Merchant, (typeof COLUMNS)[CredentialUse][number]>;

export type HmacKeys = Pick<Merchant, 'ottuHmacKey' | 'previousHmacKey' | 'previousHmacUntil'>;

/** Seals and opens a merchant's secrets. What it gives back in the clear must not be logged or stored. */
@Injectable()
export class MerchantAccounts {
  /** By the row they were read from: a batch opens a merchant's secrets once, and forgets them with the row. */
  private readonly opened = new WeakMap<Merchant, Map<SealedName, string>>();

  constructor(private readonly box: SecretBox) {}

  accountOf(merchant: Merchant): GatewayAccount {
    const [asking, refunding] = [
      this.credentials(merchant, 'asking'),
      this.credentials(merchant, 'refunding'),
    ];
    return {
      merchantId: merchant.id,
      baseUrl: merchant.ottuBaseUrl,
      credentials: this.credentials(merchant, 'charging')!,
      ...((asking || refunding) && {
        separate: { ...(asking && { asking }), ...(refunding && { refunding }) },
      }),
      isSandbox: merchant.mode === 'sandbox',
      isSimulator: merchant.ottuIsSimulator,
    };
  }

  /** Whether these are what stands for the use, and stand under their name. */
  hasCredentials(merchant: Merchant, use: CredentialUse, given: GatewayCredentials): boolean {
    const [, apiUser] = COLUMNS[use];
    const stands: Record<string, string> = { ...this.credentials(merchant, use) };
    const isSame = Object.entries(given).every(([name, value]) => stands[name] === value);
    return isSame && merchant[apiUser] === apiUserOf(given);
  }

  sealCredentials(
    merchant: Merchant,
    use: CredentialUse,
    credentials: GatewayCredentials,
  ): Partial<SealedCredentials> {
    const [sealed, apiUser] = COLUMNS[use];
    return {
      // Whoever charges is named from the first change on, or budgets could not be told apart.
      chargingApiUser: merchant.chargingApiUser ?? apiUserOf(this.credentials(merchant, 'charging')!),
      [sealed]: this.box.seal(JSON.stringify(credentials), purpose(merchant.publicId, sealed)),
      [apiUser]: apiUserOf(credentials),
    };
  }

  /**
   * With which Ottu may have signed: the key in force first, then the one before while both count.
   * @param now in real time, in which webhooks come
   */
  webhookKeys(merchant: Merchant, now: Date): string[] {
    const { previousHmacKey, previousHmacUntil, publicId } = merchant;
    const current = this.open(merchant, 'ottuHmacKey');
    if (previousHmacKey === null || previousHmacUntil === null || previousHmacUntil <= now) return [current];
    return [current, this.box.open(previousHmacKey, purpose(publicId, 'ottuHmacKey'))];
  }

  /** The key in force becomes the one before. */
  rotateHmacKey(merchant: Merchant, hmacKey: string, until: Date): HmacKeys {
    return {
      ottuHmacKey: this.box.seal(hmacKey, purpose(merchant.publicId, 'ottuHmacKey')),
      previousHmacKey: merchant.ottuHmacKey,
      previousHmacUntil: until,
    };
  }

  /** Whether its secrets were sealed with the key of this process. */
  opens(merchant: Merchant): boolean {
    try {
      return this.hookSecret(merchant) !== '';
    } catch {
      return false;
    }
  }

  /** Where Ottu tells of payments, and where of refunds, captures and voids. Whoever knows it may post there. */
  hookUrl(merchant: Merchant, publicUrl: string, about: 'payment' | 'operation'): string {
    return `${publicUrl}/hooks/ottu/${merchant.publicId}/${this.hookSecret(merchant)}/${about}`;
  }

  /** The part of the webhook address that only Ottu and we know. */
  hookSecret(merchant: Merchant): string {
    return this.open(merchant, 'hookSecret');
  }

  /** The key from which order numbers are derived, so that they cannot be guessed. */
  orderNoSecret(merchant: Merchant): string {
    return this.open(merchant, 'orderNoSecret');
  }

  seal(merchantPublicId: string, secrets: MerchantSecrets): SealedSecrets & { chargingApiUser: string } {
    const seal = (name: keyof SealedSecrets, plain: string): Buffer =>
      this.box.seal(plain, purpose(merchantPublicId, name));
    return {
      ottuCredentials: seal('ottuCredentials', JSON.stringify(secrets.credentials)),
      chargingApiUser: apiUserOf(secrets.credentials),
      ottuHmacKey: seal('ottuHmacKey', secrets.hmacKey),
      orderNoSecret: seal('orderNoSecret', secrets.orderNoSecret),
      hookSecret: seal('hookSecret', secrets.hookSecret),
    };
  }

  private credentials(merchant: Merchant, use: CredentialUse): GatewayCredentials | null {
    const [name] = COLUMNS[use];
    return merchant[name] === null ? null : (JSON.parse(this.open(merchant, name)) as GatewayCredentials);
  }

  private open(merchant: Merchant, name: SealedName): string {
    const secrets = this.opened.get(merchant) ?? new Map<SealedName, string>();
    this.opened.set(merchant, secrets);
    const plain = secrets.get(name) ?? this.box.open(merchant[name]!, purpose(merchant.publicId, name));
    secrets.set(name, plain);
    return plain;
  }
}

function purpose(merchantPublicId: string, name: SealedName): string {
  return `merchant/${merchantPublicId}/${name}`;
}
