import { Injectable } from '@nestjs/common';
import type { SafeguardSettings } from '../../../domain/safeguards/settings.js';
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
      const before = presentMerchant(merchant);
      const changed = changesOf(request, before);
      if (Object.keys(changed).length === 0) return before;
      const choices = choicesOf(request, merchant, safeguardsIn(changed));
      await this.merchants.update(tx, merchantId, choices);
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'merchant.updated',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: { ...changed, api_key: key.publicId },
      });
      return presentMerchant({ ...merchant, ...choices });
    });
  }
}

/** Only what is given and differs from what stands. */
function changesOf(request: UpdateMerchantRequest, before: MerchantResponse): UpdateMerchantRequest {
  const given = Object.entries(request) as [keyof UpdateMerchantRequest, unknown][];
  return Object.fromEntries(given.filter(([name, value]) => value !== undefined && value !== before[name]));
}

function choicesOf(
  request: UpdateMerchantRequest,
  merchant: Merchant,
  safeguards: Partial<SafeguardSettings>,
): MerchantChoices {
  return {
    manualConfirmation: request.manual_confirmation ?? merchant.manualConfirmation,
    surplusHandling: request.surplus_handling ?? merchant.surplusHandling,
    safeguards: { ...merchant.safeguards, ...safeguards },
    consentLeadDays: request.consent_lead_days ?? merchant.consentLeadDays,
    consentLeadCycles: request.consent_lead_payments ?? merchant.consentLeadCycles,
    ottuPublicKey: orAsIs(request.ottu_public_key, merchant.ottuPublicKey),
    defaultCountry: orAsIs(request.default_country, merchant.defaultCountry),
    invoiceReviewHours: request.invoice_review_hours ?? merchant.invoiceReviewHours,
  };
}

/** Null takes it away, as with a customer: what was set by mistake would count for good. */
function orAsIs(asked: string | null | undefined, standing: string | null): string | null {
  return asked === undefined ? standing : asked;
}

function safeguardsIn(changed: UpdateMerchantRequest): Partial<SafeguardSettings> {
  const named: Record<keyof SafeguardSettings, number | undefined> = {
    requestsPerDay: changed.requests_per_day,
    massChargeFactor: changed.mass_charge_factor,
    massChargeMinimum: changed.mass_charge_minimum,
    periodsBehind: changed.most_periods_behind,
    daysBehind: changed.most_days_behind,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
