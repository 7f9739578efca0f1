import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Card } from '../cards/index.js';
import { AttemptsRepository } from './attempts.repository.js';
import type { Charge } from './charge.entity.js';
import { GatewayHoldsRepository } from './gateway-holds.repository.js';

/** What stands in the way of a charge at this moment and passes by itself. */
export interface CurrentObstacles {
  /** The card is being charged for another subscription: its answer may forbid this charge. */
  isCardInUse: boolean;
  /** Another payment of the subscription got no answer yet. */
  isInDoubt: boolean;
  gatewayHold: { until: Date; reason: string } | null;
}

@Injectable()
export class Obstacles {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly holds: GatewayHoldsRepository,
  ) {}

  async of(tx: Tx, { merchantId, subscriptionId }: Charge, card: Card | null): Promise<CurrentObstacles> {
    return {
      ...(await this.attempts.underWay(tx, merchantId, subscriptionId, card?.id ?? null)),
      gatewayHold: card && (await this.holds.find(tx, merchantId, card.pgCode)),
    };
  }
}
