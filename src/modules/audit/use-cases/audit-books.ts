import { Injectable } from '@nestjs/common';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AuditRepository, type Breach } from '../audit.repository.js';
import type { Check } from '../check.js';
import { CHECKS } from '../checks/index.js';

export interface Finding {
  check: Check;
  breaches: Breach[];
  /** Looking threw: whether it holds nobody knows. */
  failure?: Error;
}

/** Holds the books against everything that must be true of them. Reads only. */
@Injectable()
export class AuditBooks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly audits: AuditRepository,
    private readonly waits: Waits,
  ) {}

  /** One finding a check, also for those that hold. Of one merchant, or of all when null. */
  async execute(
    merchantId: bigint | null,
    told: (finding: Finding) => void = () => undefined,
  ): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const check of CHECKS) {
      const finding = await this.look(check, merchantId);
      findings.push(finding);
      told(finding);
    }
    return findings;
  }

  /** Of one merchant, where a check that throws keeps nobody from the others: most often it is too slow for its books. */
  async asFarAsPossible(merchantId: bigint): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const check of CHECKS) {
      try {
        findings.push(await this.look(check, merchantId));
      } catch (error) {
        findings.push({ check, breaches: [], failure: error as Error });
      }
    }
    return findings;
  }

  private async look(check: Check, merchantId: bigint | null): Promise<Finding> {
    const scope = { merchantId, waitScale: this.waits.scale };
    // A transaction each: one long snapshot would keep the database from cleaning up behind the engine.
    const breaches = await this.uow.run(async (tx) => {
      await this.audits.onlyRead(tx);
      return this.audits.breaches(tx, check, scope);
    });
    return { check, breaches };
  }
}
