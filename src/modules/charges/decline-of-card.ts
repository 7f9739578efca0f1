import { Injectable } from '@nestjs/common';
import { wasRenewedSince } from '../../domain/card/card-in-force.js';
import { limitOfCard } from '../../domain/charge/card-limits.js';
import { classOfDecline } from '../../domain/charge/decline-class.js';
import type { AdvisedWait } from '../../domain/dunning/ladder.js';
import type { CardReading, Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Card, CardsRepository } from '../cards/index.js';
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

  /** @param usedOnPage tells the brand there: unknown, a Mastercard would be held to Visa's list as well */
  async judge(tx: Tx, attempt: Attempt, decline: Decline, usedOnPage: CardReading | null): Promise<Decline> {
    const card = await this.savedCard(tx, attempt, usedOnPage);
    const brand = card?.brand ?? usedOnPage?.brand ?? null;
    const { responseCode = null, adviceCode = null } = decline;
    return { ...decline, class: classOfDecline({ brand, class: decline.class, responseCode, adviceCode }) };
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
   * charge meanwhile. Asked only where the charge still collects, its other subscriptions would go on charging it. Not for
   * the one that its holder has given meanwhile: refused, who has just done what was asked of them would be canceled.
   */
  async obey(
    tx: Tx,
    { attempt, charge, now }: SettlementContext,
    decline: Decline,
    usedOnPage: CardReading | null,
  ): Promise<void> {
    if (decline.class !== 'hard') return;
    const card = await this.savedCard(tx, attempt, usedOnPage);
    if (card === null || isOfCardBefore(card, attempt)) return;
    await this.refusal.apply(tx, charge, card.id, decline.message, now);
  }

  /** The one that was charged. On a page the customer may use any card; of one that is not on file nothing is kept. */
  private async savedCard(
    tx: Tx,
    { merchantId, customerId, cardId }: Attempt,
    used: CardReading | null,
  ): Promise<Card | null> {
    if (cardId !== null) return this.cards.findById(tx, merchantId, cardId);
    return used && this.cards.findByToken(tx, merchantId, customerId, used.token);
  }
}

/** A page is opened and not sent; which card was used there after a renewal nobody tells, and that one is tried once more. */
export function isOfCardBefore(card: Card, { sentAt, preparedAt }: Attempt): boolean {
  return wasRenewedSince(card, sentAt ?? preparedAt);
}
