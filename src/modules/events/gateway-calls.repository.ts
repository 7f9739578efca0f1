import { Injectable } from '@nestjs/common';
import type { GatewayCall as Call } from '../../gateway/gateway-call-observer.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Writes } from '../../platform/database/writes.js';
import { GatewayCall } from './gateway-call.entity.js';

@Injectable()
export class GatewayCallsRepository {
  async insert(tx: Tx, calls: readonly Call[]): Promise<void> {
    const writes = new Writes();
    for (const call of calls) {
      writes.insert(GatewayCall, {
        merchantId: call.merchantId,
        endpoint: call.endpoint,
        sessionId: call.sessionId ?? null,
        orderNo: call.orderNo ?? null,
        httpStatus: call.httpStatus,
        outcome: call.outcome,
        durationMs: Math.round(call.durationMs),
        startedAt: call.startedAt,
      });
    }
    await writes.flush(tx);
  }
}
