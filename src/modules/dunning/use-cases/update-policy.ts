import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { UpdatePolicyRequest } from '../dto/dunning-policy.requests.js';
import { type DunningPolicyResponse, presentPolicy } from '../dto/dunning-policy.response.js';
import { DunningPoliciesRepository } from '../dunning-policies.repository.js';
import { policyEvent } from '../policy-event.js';

/** The name, and whether it is the merchant's default. */
@Injectable()
export class UpdatePolicy {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly merchants: MerchantsRepository,
    private readonly policies: DunningPoliciesRepository,
    private readonly events: EventsRepository,
  ) {}

  execute(merchantId: bigint, id: string, request: UpdatePolicyRequest): Promise<DunningPolicyResponse> {
    return this.uow.run(async (tx) => {
      await this.merchants.lockById(tx, merchantId);
      const head = await this.policies.lockByPublicId(tx, merchantId, id);
      if (!head) throw AppError.notFound('dunning policy', id);
      const now = await this.clock.now(tx, merchantId);
      const isDefault = request.is_default ?? head.isDefault;
      if (isDefault && !head.isDefault) await this.policies.clearDefault(tx, merchantId);
      const changed = { ...head, name: request.name ?? head.name, isDefault, updatedAt: now };
      const { name, updatedAt } = changed;
      await this.policies.update(tx, merchantId, head.id, { name, isDefault, updatedAt });
      await this.events.append(tx, merchantId, policyEvent('dunning_policy.changed', changed, now));
      return presentPolicy(changed, await this.policies.inForce(tx, changed));
    });
  }
}
