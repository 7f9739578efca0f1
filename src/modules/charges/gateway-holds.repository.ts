import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { GatewayHold } from './gateway-hold.entity.js';

@Injectable()
export class GatewayHoldsRepository {
  find(tx: Tx, merchantId: bigint, pgCode: string): Promise<GatewayHold | null> {
    return tx.findOneBy(GatewayHold, { merchantId, pgCode });
  }

  async hold(tx: Tx, hold: GatewayHold): Promise<void> {
    await tx.upsert(GatewayHold, hold, ['merchantId', 'pgCode']);
  }
}
