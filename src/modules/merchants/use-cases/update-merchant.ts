import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { type MerchantResponse, presentMerchant } from '../dto/merchant.response.js';
import type { UpdateMerchantRequest } from '../dto/update-merchant.request.js';
import { MerchantClock } from '../merchant-clock.js';
import { MerchantsRepository } from '../merchants.repository.js';

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
      const manualConfirmation = request.manual_confirmation ?? merchant.manualConfirmation;
      const surplusHandling = request.surplus_handling ?? merchant.surplusHandling;
      const isSecond = manualConfirmation !== merchant.manualConfirmation;
      const isSurplus = surplusHandling !== merchant.surplusHandling;
      if (!isSecond && !isSurplus) return presentMerchant(merchant);
      await this.merchants.update(tx, merchantId, { manualConfirmation, surplusHandling });
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'merchant.updated',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: {
          ...(isSecond && { manual_confirmation: manualConfirmation }),
          ...(isSurplus && { surplus_handling: surplusHandling }),
          api_key: key.publicId,
        },
      });
      return presentMerchant({ ...merchant, manualConfirmation, surplusHandling });
    });
  }
}
