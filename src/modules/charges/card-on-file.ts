import { Injectable } from '@nestjs/common';
import type { CardReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import {
  type Agreement,
  AgreementsRepository,
  type Card,
  CardsRepository,
  CardSyncsRepository,
} from '../cards/index.js';
import { EventsRepository } from '../events/index.js';
import { type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import { TryNewCardNow } from './use-cases/try-new-card-now.js';

/**
 * Puts the card that the customer used on file and binds the subscription's agreement to it. Each reading must
 * come from the cards endpoint or a status answer, never from a webhook. The subscription's row is locked.
 */
@Injectable()
export class CardOnFile {
  constructor(
    private readonly cards: CardsRepository,
    private readonly syncs: CardSyncsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly events: EventsRepository,
    private readonly tryNewCardNow: TryNewCardNow,
  ) {}

  /**
   * After a page under the agreement, the first one or another: Ottu has bound it to the card used there. When
   * the agreement is no longer in force, that says nothing about the subscription, and the card is only kept.
   */
  async remember(
    tx: Tx,
    subscription: Subscription,
    reading: CardReading,
    at: Date,
    agreementId: bigint | null = null,
  ): Promise<Card> {
    const { merchantId, customerId } = subscription;
    const card = await this.cards.upsertFromGateway(tx, merchantId, customerId, reading, at);
    await this.syncs.afterPage(tx, merchantId, customerId, at);
    const agreement = await this.agreements.lockBySubscription(tx, merchantId, subscription.id);
    if (agreementId !== null && agreement.id !== agreementId) return card;
    const isFirst = agreement.status === 'pending';
    await this.bind(tx, subscription, agreement, card, at);
    if (isFirst) await this.tellAgreement(tx, subscription, 'agreement.created', agreement, card, at);
    return card;
  }

  /** The customer consented anew: the new agreement takes the place of the one in force. */
  async consentAnew(
    tx: Tx,
    subscription: Subscription,
    agreementId: bigint,
    reading: CardReading,
    at: Date,
  ): Promise<void> {
    const { merchantId, customerId } = subscription;
    const card = await this.cards.upsertFromGateway(tx, merchantId, customerId, reading, at);
    await this.syncs.afterPage(tx, merchantId, customerId, at);
    const old = await this.agreements.lockBySubscription(tx, merchantId, subscription.id);
    const agreement = await this.agreements.lockById(tx, merchantId, agreementId);
    if (old.id !== agreementId) await this.agreements.end(tx, merchantId, old.id, at);
    await this.bind(tx, subscription, agreement, card, at);
    await this.tellAgreement(tx, subscription, 'agreement.replaced', agreement, card, at);
    await this.tryNewCardNow.within(tx, subscription, at);
  }

  private async bind(tx: Tx, subscription: Subscription, agreement: Agreement, card: Card, at: Date) {
    const { merchantId, cardId: oldId } = subscription;
    await this.agreements.activate(tx, merchantId, agreement.id, card.id, at);
    if (oldId === card.id) return;
    await this.lifecycle.patch(tx, subscription, at, { cardId: card.id });
    const old = oldId === null ? null : await this.cards.findById(tx, merchantId, oldId);
    await this.events.append(tx, merchantId, {
      type: old ? 'card.changed' : 'card.saved',
      customerId: subscription.customerId,
      subscriptionId: subscription.id,
      occurredAt: at,
      data: {
        card_id: card.publicId,
        card: shown(card),
        ...(old && { old_card_id: old.publicId, old_card: shown(old) }),
      },
    });
    // Also the first one: what fell due meanwhile waits for it. A card refused before and given again is no new
    // one: its issuer has said what it will say.
    if (card.status === 'active') await this.tryNewCardNow.within(tx, subscription, at);
  }

  private tellAgreement(
    tx: Tx,
    subscription: Subscription,
    type: 'agreement.created' | 'agreement.replaced',
    agreement: Agreement,
    card: Card,
    at: Date,
  ): Promise<void> {
    return this.events.append(tx, subscription.merchantId, {
      type,
      customerId: subscription.customerId,
      subscriptionId: subscription.id,
      occurredAt: at,
      data: { agreement_id: agreement.publicId, card: shown(card), expiry_date: agreement.expiryDate },
    });
  }
}

function shown({ brand, lastFour }: Card) {
  return { brand, last_four: lastFour };
}

/** A first payment of an agreement whose card was not told with it. */
export function lacksItsCard({ kind, agreementId, cardId }: Attempt): boolean {
  return kind === 'cit' && agreementId !== null && cardId === null;
}
