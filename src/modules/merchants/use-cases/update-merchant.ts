import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { type MerchantResponse, presentMerchant } from '../dto/merchant.response.js';
import type { UpdateMerchantRequest } from '../dto/update-merchant.request.js';
import { MerchantClock } from '../merchant-clock.js';
import type { Merchant } from '../merchant.entity.js';
import { type MerchantChoices, MerchantsRepository } from '../merchants.repository.js';

/** Changes what a merchant decides for itself. Told with the key that did it: these rules protect money. */
@Injectable()
export class UpdateMerchant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
    private readonly events: EventsRepository,
  ) {}

  execute({ merchantId, keyId }: Principal, request: UpdateMerchantRequest): Promise<MerchantResponse> {
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.lockById(tx, merchantId))!;
      const choices = choicesOf(request, merchant);
      if (isAsBefore(choices, merchant)) return presentMerchant(merchant);
      await this.merchants.update(tx, merchantId, choices);
      const { manualConfirmation } = choices;
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'merchant.updated',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: {
          ...(manualConfirmation !== merchant.manualConfirmation && {
            manual_confirmation: manualConfirmation,
          }),
          consent_lead_days: choices.consentLeadDays,
          consent_lead_payments: choices.consentLeadCycles,
          api_key: key.publicId,
        },
      });
      return presentMerchant({ ...merchant, ...choices });
    });
  }
}

function choicesOf(request: UpdateMerchantRequest, merchant: Merchant): MerchantChoices {
  return {
    manualConfirmation: request.manual_confirmation ?? merchant.manualConfirmation,
    consentLeadDays: request.consent_lead_days ?? merchant.consentLeadDays,
    consentLeadCycles: request.consent_lead_payments ?? merchant.consentLeadCycles,
    ottuPublicKey: request.ottu_public_key ?? merchant.ottuPublicKey,
  };
}

function isAsBefore(choices: MerchantChoices, merchant: Merchant): boolean {
  return (Object.keys(choices) as (keyof MerchantChoices)[]).every(
    (name) => choices[name] === merchant[name],
  );
}
