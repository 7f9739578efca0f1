import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { newId } from '../../../platform/ids/type-id.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { CreatePolicyRequest } from '../dto/dunning-policy.requests.js';
import { type DunningPolicyResponse, presentPolicy } from '../dto/dunning-policy.response.js';
import { DunningPoliciesRepository } from '../dunning-policies.repository.js';
import { policyEvent } from '../policy-event.js';
import { termsOf } from '../policy-terms.js';

@Injectable()
export class CreatePolicy {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly merchants: MerchantsRepository,
    private readonly policies: DunningPoliciesRepository,
    private readonly events: EventsRepository,
  ) {}

  execute(merchantId: bigint, request: CreatePolicyRequest): Promise<DunningPolicyResponse> {
    const terms = termsOf(request);
    return this.uow.run(async (tx) => {
      // Two defaults made at once would both believe that there is none.
      await this.merchants.lockById(tx, merchantId);
      const now = await this.clock.now(tx, merchantId);
      const isDefault = request.is_default ?? false;
      if (isDefault) await this.policies.clearDefault(tx, merchantId);
      const head = await this.policies.insert(tx, {
        merchantId,
        publicId: newId('dunningPolicy'),
        name: request.name,
        isDefault,
        version: 1,
        createdAt: now,
        updatedAt: now,
      });
      const version = await this.policies.insertVersion(tx, {
        ...terms,
        merchantId,
        policyId: head.id,
        version: 1,
        createdAt: now,
      });
      await this.events.append(tx, merchantId, policyEvent('dunning_policy.created', head, now));
      return presentPolicy(head, version);
    });
  }
}
