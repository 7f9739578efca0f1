import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type PageQuery,
  type PageResponse,
  toPageRequest,
  toPageResponse,
} from '../../../platform/http/page.js';
import {
  type DunningPolicyResponse,
  type PolicyVersionResponse,
  presentPolicy,
  presentVersion,
} from '../dto/dunning-policy.response.js';
import { DunningPoliciesRepository } from '../dunning-policies.repository.js';

@Injectable()
export class ReadPolicies {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly policies: DunningPoliciesRepository,
  ) {}

  get(merchantId: bigint, id: string): Promise<DunningPolicyResponse> {
    return this.uow.read(async (tx) => {
      const head = await this.policies.findByPublicId(tx, merchantId, id);
      if (!head) throw AppError.notFound('dunning policy', id);
      return presentPolicy(head, await this.policies.inForce(tx, head));
    });
  }

  list(merchantId: bigint, query: PageQuery): Promise<PageResponse<DunningPolicyResponse>> {
    return this.uow.read(async (tx) => {
      const page = await this.policies.page(tx, merchantId, toPageRequest(query));
      return toPageResponse(page, ({ head, version }) => presentPolicy(head, version));
    });
  }

  versions(merchantId: bigint, id: string, query: PageQuery): Promise<PageResponse<PolicyVersionResponse>> {
    return this.uow.read(async (tx) => {
      const head = await this.policies.findByPublicId(tx, merchantId, id);
      if (!head) throw AppError.notFound('dunning policy', id);
      const page = await this.policies.pageOfVersions(tx, merchantId, head.id, toPageRequest(query));
      return toPageResponse(page, presentVersion);
    });
  }
}
