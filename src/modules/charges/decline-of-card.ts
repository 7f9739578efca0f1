import { Injectable } from '@nestjs/common';
import { limitOfCard } from '../../domain/charge/card-limits.js';
import { classOfDecline } from '../../domain/charge/decline-class.js';
import type { AdvisedWait } from '../../domain/dunning/ladder.js';
import type { CardReading, Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { CardsRepository } from '../cards/index.js';
import type { Attempt } from './attempt.entity.js';
import { RefuseCard } from './refuse-card.js';
import type { SettlementContext } from './settlement-context.js';

/** What a decline means for the card that was charged: the rules of its own network are added. */
@Injectable()
export class DeclineOfCard {
  constructor(
    private readonly cards: CardsRepository,
    private readonly refusal: RefuseCard,
  ) {}

  async judge(tx: Tx, { merchantId, cardId }: Attempt, decline: Decline): Promise<Decline> {
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    const { responseCode = null, adviceCode = null } = decline;
    const facts = { brand: card?.brand ?? null, class: decline.class, responseCode, adviceCode };
    return { ...decline, class: classOfDecline(facts) };
  }

  /** How long the issuer asked with this decline to leave the card alone. */
  async advised(tx: Tx, attempt: Attempt, { adviceCode }: Decline, now: Date): Promise<AdvisedWait | null> {
    const { merchantId, cardId, sentAt } = attempt;
    if (!adviceCode || cardId === null || sentAt === null) return null;
    const { brand, renewedAt } = (await this.cards.findById(tx, merchantId, cardId))!;
    const tries = [{ at: sentAt, declined: true, adviceCode }];
    const limit = limitOfCard({ brand, renewedAt, tries }, now);
    return limit.kind === 'wait' ? limit : null;
  }

  /**
   * A "never again" holds for the card that was charged: whichever subscription it pays, and whatever became of the
   * charge meanwhile. Asked only where the charge still collects, its other subscriptions would go on charging it.
   */
  async obey(
    tx: Tx,
    { attempt, charge, now }: SettlementContext,
    decline: Decline,
    usedOnPage: CardReading | null,
  ): Promise<void> {
    if (decline.class !== 'hard') return;
    const cardId = attempt.cardId ?? (await this.savedCard(tx, charge, usedOnPage));
    if (cardId !== null) await this.refusal.apply(tx, charge, cardId, decline.message, now);
  }

  /** On a page the customer may use any card; of one that is not on file nothing is kept. */
  private async savedCard(
    tx: Tx,
    { merchantId, customerId }: SettlementContext['charge'],
    used: CardReading | null,
  ): Promise<bigint | null> {
    const card = used && (await this.cards.findByToken(tx, merchantId, customerId, used.token));
    return card?.id ?? null;
  }
}
