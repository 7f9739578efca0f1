import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type DunningPolicyResponse, presentPolicy } from '../dto/dunning-policy.response.js';
import type { PolicyTermsRequest } from '../dto/policy-terms.request.js';
import { DunningPoliciesRepository } from '../dunning-policies.repository.js';
import { policyEvent } from '../policy-event.js';
import { termsOf } from '../policy-terms.js';

/** From now on the policy says something else; what it said before is kept, for the ladders that began by it. */
@Injectable()
export class AddPolicyVersion {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: MerchantClock,
    private readonly policies: DunningPoliciesRepository,
    private readonly events: EventsRepository,
  ) {}

  execute(merchantId: bigint, id: string, request: PolicyTermsRequest): Promise<DunningPolicyResponse> {
    const terms = termsOf(request);
    return this.uow.run(async (tx) => {
      const head = await this.policies.lockByPublicId(tx, merchantId, id);
      if (!head) throw AppError.notFound('dunning policy', id);
      const now = await this.clock.now(tx, merchantId);
      const changes = { version: head.version + 1, updatedAt: now };
      const version = await this.policies.insertVersion(tx, {
        ...terms,
        merchantId,
        policyId: head.id,
        version: changes.version,
        createdAt: now,
      });
      await this.policies.update(tx, merchantId, head.id, changes);
      const changed = { ...head, ...changes };
      await this.events.append(tx, merchantId, policyEvent('dunning_policy.changed', changed, now));
      return presentPolicy(changed, version);
    });
  }
}
