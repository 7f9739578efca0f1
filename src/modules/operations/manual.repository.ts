import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt } from '../charges/index.js';
import { ChargeCase } from './charge-case.entity.js';
import { ManualDecision } from './manual-decision.entity.js';

export type NewManualDecision = Omit<ManualDecision, 'id'>;

@Injectable()
export class ManualRepository {
  async assign(tx: Tx, row: ChargeCase): Promise<void> {
    await tx.upsert(ChargeCase, row, ['merchantId', 'chargeId']);
  }

  async decide(tx: Tx, row: NewManualDecision): Promise<ManualDecision> {
    const decision = tx.create(ManualDecision, row);
    await tx.insert(ManualDecision, decision);
    return decision;
  }

  /** All that was said of an attempt, the oldest first. */
  decisionsOf(tx: Tx, { merchantId, id }: Attempt): Promise<ManualDecision[]> {
    return tx.find(ManualDecision, { where: { merchantId, attemptId: id }, order: { id: 'ASC' } });
  }
}
