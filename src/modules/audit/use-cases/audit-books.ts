import { Injectable } from '@nestjs/common';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AuditRepository, type Breach } from '../audit.repository.js';
import type { Check } from '../check.js';
import { CHECKS } from '../checks/index.js';

export interface Finding {
  check: Check;
  breaches: Breach[];
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
    const scope = { merchantId, waitScale: this.waits.scale };
    for (const check of CHECKS) {
      // A transaction each: one long snapshot would keep the database from cleaning up behind the engine.
      const breaches = await this.uow.run((tx) => this.audits.breaches(tx, check, scope));
      findings.push({ check, breaches });
      told(findings.at(-1)!);
    }
    return findings;
  }
}
