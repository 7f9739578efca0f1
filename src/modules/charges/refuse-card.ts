import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardsRepository } from '../cards/index.js';
import type { Charge } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';

/** An issuer said "never again": no subscription is charged to the card any more, and that is told once. */
@Injectable()
export class RefuseCard {
  constructor(
    private readonly cards: CardsRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
  ) {}

  async apply(tx: Tx, charge: Charge, cardId: bigint, reason: string, at: Date): Promise<void> {
    if (!(await this.cards.markRefused(tx, charge.merchantId, cardId, reason, at))) return;
    const { publicId, brand, lastFour } = (await this.cards.findById(tx, charge.merchantId, cardId))!;
    const data = { card_id: publicId, card: { brand, last_four: lastFour }, reason };
    await this.chargeLifecycle.tell(tx, charge, 'card.refused', at, data);
  }
}
