import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Card } from '../cards/index.js';
import { AttemptHistory, type OfCard, type UnderWay } from './attempt-history.repository.js';
import type { GatewayHold } from './gateway-hold.entity.js';
import { GatewayHoldsRepository } from './gateway-holds.repository.js';

/** What stands in the way of a charge at this moment and passes by itself. */
export interface CurrentObstacles extends UnderWay {
  gatewayHold: { until: Date; reason: string } | null;
}

@Injectable()
export class Obstacles {
  constructor(
    private readonly history: AttemptHistory,
    private readonly holds: GatewayHoldsRepository,
  ) {}

  /** Of the subscriptions of one batch, by id. Of those with the same card the later ones wait for the first. */
  async of(
    tx: Tx,
    subscriptions: readonly OfCard[],
    cards: ReadonlyMap<bigint, Card>,
  ): Promise<Map<bigint, CurrentObstacles>> {
    const underWay = await this.history.underWay(tx, subscriptions);
    const holds = await this.holds.ofMerchants(tx, subscriptions.map(({ merchantId }) => merchantId)); // prettier-ignore
    const inUse = new Set<bigint>();
    const found = new Map<bigint, CurrentObstacles>();
    for (const { id, merchantId, cardId } of subscriptions) {
      const card = cardId === null ? undefined : cards.get(cardId);
      const { isCardInUse, isInDoubt } = underWay.get(id)!;
      const isHeld = (hold: GatewayHold) => hold.merchantId === merchantId && hold.pgCode === card?.pgCode;
      found.set(id, {
        isCardInUse: isCardInUse || (cardId !== null && inUse.has(cardId)),
        isInDoubt,
        gatewayHold: holds.find(isHeld) ?? null,
      });
      if (cardId !== null) inUse.add(cardId);
    }
    return found;
  }
}
