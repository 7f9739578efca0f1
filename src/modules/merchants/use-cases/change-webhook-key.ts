import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { type MerchantResponse, presentMerchant } from '../dto/merchant.response.js';
import type { ChangeWebhookKeyRequest } from '../dto/webhook-key.request.js';
import { MerchantAccounts } from '../merchant-accounts.js';
import { MerchantClock } from '../merchant-clock.js';
import { MerchantsRepository } from '../merchants.repository.js';

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 24;

/** Two keys count at once for a while: what Ottu signed before it changed over must not be refused for good. */
@Injectable()
export class ChangeWebhookKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly keys: ApiKeysRepository,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
  ) {}

  execute({ merchantId, keyId }: Principal, request: ChangeWebhookKeyRequest): Promise<MerchantResponse> {
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.lockById(tx, merchantId))!;
      const now = this.clock.now();
      // Sent twice, it must not put the key before out of force.
      const [current] = this.accounts.webhookKeys(merchant, now);
      if (current === request.hmac_key) return presentMerchant(merchant);
      const until = new Date(now.getTime() + (request.keep_previous_hours ?? KEPT_HOURS) * HOUR_MS);
      const changed = this.accounts.rotateHmacKey(merchant, request.hmac_key, until);
      await this.merchants.update(tx, merchantId, changed);
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'merchant.webhook_key_changed',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.merchantClock.now(tx, merchantId),
        data: { until: until.toISOString(), api_key: key.publicId },
      });
      return presentMerchant({ ...merchant, ...changed });
    });
  }
}
