import { Injectable } from '@nestjs/common';
import { DEFAULT_DUNNING, type DunningPolicy } from '../../domain/dunning/ladder.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { DunningPoliciesRepository } from './dunning-policies.repository.js';
import { policyOf } from './policy-terms.js';

export interface ChosenPolicy {
  /** Null for what is built in. */
  publicId: string | null;
  policy: DunningPolicy;
}

/** By which policy a ladder that starts now is planned: the plan's, else the merchant's, else the built-in one. */
@Injectable()
export class PolicyInForce {
  constructor(private readonly policies: DunningPoliciesRepository) {}

  async of(tx: Tx, merchantId: bigint, planPolicyId: bigint | null): Promise<ChosenPolicy> {
    const [ofPlan] =
      planPolicyId === null ? [] : await this.policies.findByIds(tx, merchantId, [planPolicyId]);
    const head = ofPlan ?? (await this.policies.findDefault(tx, merchantId));
    if (!head) return { publicId: null, policy: DEFAULT_DUNNING };
    const version = await this.policies.inForce(tx, head);
    return { publicId: head.publicId, policy: policyOf(version, version.version) };
  }
}
