import { Injectable } from '@nestjs/common';
import type { CardReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AgreementsRepository, type Card, CardsRepository } from '../cards/index.js';
import { EventsRepository } from '../events/index.js';
import { type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';

/** Puts the card that the customer used on file and binds the subscription's agreement to it. */
@Injectable()
export class CardOnFile {
  constructor(
    private readonly cards: CardsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly events: EventsRepository,
  ) {}

  /** `reading` must come from the cards endpoint or a status answer, never from a webhook. */
  async remember(tx: Tx, subscription: Subscription, reading: CardReading, at: Date): Promise<Card> {
    const { merchantId } = subscription;
    const card = await this.cards.upsertFromGateway(tx, merchantId, subscription.customerId, reading, at);
    const agreement = await this.agreements.lockBySubscription(tx, merchantId, subscription.id);
    await this.agreements.activate(tx, merchantId, agreement.id, card.id, at);
    await this.lifecycle.patch(tx, subscription, at, { cardId: card.id });
    const shown = { brand: card.brand, last_four: card.lastFour };
    const common = { customerId: subscription.customerId, subscriptionId: subscription.id, occurredAt: at };
    await this.events.append(
      tx,
      merchantId,
      { ...common, type: 'card.saved', data: { card_id: card.publicId, card: shown } },
      {
        ...common,
        type: 'agreement.created',
        data: { agreement_id: agreement.publicId, card: shown, expiry_date: agreement.expiryDate },
      },
    );
    return card;
  }
}
