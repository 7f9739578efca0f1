import { Injectable } from '@nestjs/common';
import type { GatewayAccount } from '../../gateway/payment-gateway.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import type { Merchant } from './merchant.entity.js';

export type GatewayCredentials = GatewayAccount['credentials'];

export interface MerchantSecrets {
  credentials: GatewayCredentials;
  hmacKey: string;
  orderNoSecret: string;
  hookSecret: string;
}

type SealedSecrets = Pick<Merchant, 'ottuCredentials' | 'ottuHmacKey' | 'orderNoSecret' | 'hookSecret'>;

export type HmacKeys = Pick<Merchant, 'ottuHmacKey' | 'previousHmacKey' | 'previousHmacUntil'>;

/** Seals and opens a merchant's secrets. What it gives back in the clear must not be logged or stored. */
@Injectable()
export class MerchantAccounts {
  /** By the row they were read from: a batch opens a merchant's secrets once, and forgets them with the row. */
  private readonly opened = new WeakMap<Merchant, Map<keyof SealedSecrets, string>>();

  constructor(private readonly box: SecretBox) {}

  accountOf(merchant: Merchant): GatewayAccount {
    return {
      merchantId: merchant.id,
      baseUrl: merchant.ottuBaseUrl,
      credentials: JSON.parse(this.open(merchant, 'ottuCredentials')) as GatewayCredentials,
      isSandbox: merchant.mode === 'sandbox',
      isSimulator: merchant.ottuIsSimulator,
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

  /** The part of the webhook address that only Ottu and we know. */
  hookSecret(merchant: Merchant): string {
    return this.open(merchant, 'hookSecret');
  }

  /** The key from which order numbers are derived, so that they cannot be guessed. */
  orderNoSecret(merchant: Merchant): string {
    return this.open(merchant, 'orderNoSecret');
  }

  seal(merchantPublicId: string, secrets: MerchantSecrets): SealedSecrets {
    const seal = (name: keyof SealedSecrets, plain: string): Buffer =>
      this.box.seal(plain, purpose(merchantPublicId, name));
    return {
      ottuCredentials: seal('ottuCredentials', JSON.stringify(secrets.credentials)),
      ottuHmacKey: seal('ottuHmacKey', secrets.hmacKey),
      orderNoSecret: seal('orderNoSecret', secrets.orderNoSecret),
      hookSecret: seal('hookSecret', secrets.hookSecret),
    };
  }

  private open(merchant: Merchant, name: keyof SealedSecrets): string {
    const secrets = this.opened.get(merchant) ?? new Map<keyof SealedSecrets, string>();
    this.opened.set(merchant, secrets);
    const plain = secrets.get(name) ?? this.box.open(merchant[name], purpose(merchant.publicId, name));
    secrets.set(name, plain);
    return plain;
  }
}

function purpose(merchantPublicId: string, name: keyof SealedSecrets): string {
  return `merchant/${merchantPublicId}/${name}`;
}
