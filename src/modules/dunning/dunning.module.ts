import { Module } from '@nestjs/common';
import { DunningPoliciesController } from './dunning-policies.controller.js';
import { DunningPoliciesRepository } from './dunning-policies.repository.js';
import { PolicyInForce } from './policy-in-force.js';
import { AddPolicyVersion } from './use-cases/add-policy-version.js';
import { CreatePolicy } from './use-cases/create-policy.js';
import { ReadPolicies } from './use-cases/read-policies.js';
import { UpdatePolicy } from './use-cases/update-policy.js';

@Module({
  controllers: [DunningPoliciesController],
  providers: [
    DunningPoliciesRepository,
    PolicyInForce,
    CreatePolicy,
    AddPolicyVersion,
    UpdatePolicy,
    ReadPolicies,
  ],
  exports: [DunningPoliciesRepository, PolicyInForce],
})
export class DunningModule {}
