import { Injectable } from '@nestjs/common';
import { classOfDecline } from '../../domain/charge/decline-class.js';
import type { Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardsRepository } from '../cards/index.js';
import type { Attempt } from './attempt.entity.js';

/** What a decline means for the card that was charged: the rules of its own network are added. */
@Injectable()
export class DeclineOfCard {
  constructor(private readonly cards: CardsRepository) {}

  async judge(tx: Tx, { merchantId, cardId }: Attempt, decline: Decline): Promise<Decline> {
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    const { responseCode = null, adviceCode = null } = decline;
    const facts = { brand: card?.brand ?? null, class: decline.class, responseCode, adviceCode };
    return { ...decline, class: classOfDecline(facts) };
  }
}
