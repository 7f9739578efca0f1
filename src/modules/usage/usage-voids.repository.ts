import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { UsageRecord } from './usage-record.entity.js';
import { UsageVoid } from './usage-void.entity.js';

@Injectable()
export class UsageVoidsRepository {
  /** When each of the records was voided, by its id; those that still count are left out. */
  async ofRecords(tx: Tx, merchantId: bigint, recordIds: bigint[]): Promise<Map<bigint, Date>> {
    if (recordIds.length === 0) return new Map();
    const voids = await tx.findBy(UsageVoid, { merchantId, usageRecordId: In(recordIds) });
    return new Map(voids.map(({ usageRecordId, voidedAt }) => [usageRecordId, voidedAt]));
  }

  async insert(tx: Tx, { merchantId, id }: UsageRecord, voidedAt: Date): Promise<void> {
    await tx.insert(UsageVoid, { merchantId, usageRecordId: id, voidedAt });
  }
}
