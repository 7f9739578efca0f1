import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { GatewayHold } from './gateway-hold.entity.js';

@Injectable()
export class GatewayHoldsRepository {
  /** A merchant has a few gateways, and hardly ever one that is held. */
  ofMerchants(tx: Tx, merchantIds: readonly bigint[]): Promise<GatewayHold[]> {
    return tx.findBy(GatewayHold, { merchantId: In([...new Set(merchantIds)]) });
  }

  /** Those that hold something now. */
  standing(tx: Tx, merchantId: bigint, now: Date): Promise<GatewayHold[]> {
    return tx.find(GatewayHold, { where: { merchantId, until: MoreThan(now) }, order: { pgCode: 'ASC' } });
  }

  /**
   * One after the other: charges are refused at the same moment, and each of them, counting for itself, would
   * not see the others. The row that is made for it holds nothing yet.
   */
  async lock(tx: Tx, merchantId: bigint, pgCode: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO gateway_holds (merchant_id, pg_code, until, reason, updated_at) VALUES ($1, $2, $3, '', $3)
       ON CONFLICT (merchant_id, pg_code) DO UPDATE SET updated_at = excluded.updated_at`,
      [merchantId, pgCode, now],
    );
  }

  async hold(tx: Tx, hold: GatewayHold): Promise<void> {
    await tx.upsert(GatewayHold, hold, ['merchantId', 'pgCode']);
  }
}
