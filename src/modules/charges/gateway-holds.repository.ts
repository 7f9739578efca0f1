import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { GatewayHold } from './gateway-hold.entity.js';

@Injectable()
export class GatewayHoldsRepository {
  /** A merchant has a few gateways, and hardly ever one that is held. */
  ofMerchants(tx: Tx, merchantIds: readonly bigint[]): Promise<GatewayHold[]> {
    return tx.findBy(GatewayHold, { merchantId: In([...new Set(merchantIds)]) });
  }

  async hold(tx: Tx, hold: GatewayHold): Promise<void> {
    await tx.upsert(GatewayHold, hold, ['merchantId', 'pgCode']);
  }
}
