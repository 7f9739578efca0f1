import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { PolicyHead } from './dunning-policy.entity.js';
import { PolicyVersion } from './dunning-policy-version.entity.js';

/** A policy with the version of it that is in force. */
export interface Policy {
  head: PolicyHead;
  version: PolicyVersion;
}

@Injectable()
export class DunningPoliciesRepository {
  async insert(tx: Tx, head: Omit<PolicyHead, 'id'>): Promise<PolicyHead> {
    const row = tx.create(PolicyHead, head);
    await tx.insert(PolicyHead, row);
    return row;
  }

  async insertVersion(tx: Tx, version: Omit<PolicyVersion, 'id'>): Promise<PolicyVersion> {
    const row = tx.create(PolicyVersion, version);
    await tx.insert(PolicyVersion, row);
    return row;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<PolicyHead | null> {
    return tx.findOneBy(PolicyHead, { merchantId, publicId });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<PolicyHead[]> {
    return ids.length === 0 ? Promise.resolve([]) : tx.findBy(PolicyHead, { merchantId, id: In(ids) });
  }

  findDefault(tx: Tx, merchantId: bigint): Promise<PolicyHead | null> {
    return tx.findOneBy(PolicyHead, { merchantId, isDefault: true });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<PolicyHead | null> {
    return tx.findOne(PolicyHead, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  /** What the policy says now. */
  async inForce(tx: Tx, { merchantId, id, version }: PolicyHead): Promise<PolicyVersion> {
    return tx.findOneByOrFail(PolicyVersion, { merchantId, policyId: id, version });
  }

  async page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<Policy & { id: bigint }>> {
    const heads = await pageOf(tx, PolicyHead, { merchantId }, page);
    const versions =
      heads.rows.length === 0
        ? []
        : await tx.find(PolicyVersion, {
            where: heads.rows.map(({ id, version }) => ({ merchantId, policyId: id, version })),
          });
    const rows = heads.rows.map((head) => ({
      id: head.id,
      head,
      version: versions.find(({ policyId }) => policyId === head.id)!,
    }));
    return { rows, nextId: heads.nextId };
  }

  pageOfVersions(
    tx: Tx,
    merchantId: bigint,
    policyId: bigint,
    page: PageRequest,
  ): Promise<Page<PolicyVersion>> {
    return pageOf(tx, PolicyVersion, { merchantId, policyId }, page);
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<PolicyHead>): Promise<void> {
    assertAffected(await tx.update(PolicyHead, { merchantId, id }, patch), `dunning policy ${id}`);
  }

  /** The merchant has no default any more, until another is made it. */
  async clearDefault(tx: Tx, merchantId: bigint): Promise<void> {
    await tx.update(PolicyHead, { merchantId, isDefault: true }, { isDefault: false });
  }
}
