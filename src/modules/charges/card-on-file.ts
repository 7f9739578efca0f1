import { Injectable } from '@nestjs/common';
import { wasBoundSince } from '../../domain/card/card-in-force.js';
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

/** What a page has left. */
interface Page {
  reading: CardReading;
  agreementId: bigint | null;
  /** The customer was there for no other reason. */
  isWished: boolean;
}

interface Kept {
  card: Card;
  /** It can be charged and could not before, or is another one under its token. */
  isBack: boolean;
}

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
  remember(
    tx: Tx,
    subscription: Subscription,
    reading: CardReading,
    at: Date,
    agreementId: bigint | null = null,
  ): Promise<Card> {
    return this.enter(tx, subscription, { reading, agreementId, isWished: false }, at);
  }

  /** As above, of a page for nothing else: who gives a card there wants it tried, be it the one that is on file. */
  given(
    tx: Tx,
    subscription: Subscription,
    reading: CardReading,
    at: Date,
    agreementId: bigint | null,
  ): Promise<Card> {
    return this.enter(tx, subscription, { reading, agreementId, isWished: true }, at);
  }

  /**
   * Whether Ottu has to be asked first which card the agreement is bound to. That is the one used last, and what is
   * learnt last need not be that: a customer may have saved a card on another page since the one they paid on was opened.
   * When a page was opened that is known only from the platform, nobody knows.
   */
  async mustBeAsked(
    tx: Tx,
    { merchantId, id, customerId }: Subscription,
    reading: CardReading,
    { agreementId, preparedAt, adoptedAt }: Attempt,
  ): Promise<boolean> {
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    if (agreement?.id !== agreementId) return false;
    const isUnsure =
      adoptedAt === null ? wasBoundSince(agreement, preparedAt) : agreement.status === 'active';
    if (!isUnsure) return false;
    const card = await this.cards.findByToken(tx, merchantId, customerId, reading.token);
    return card?.id !== agreement.cardId;
  }

  /** The customer consented anew: the new agreement takes the place of the one in force. */
  async consentAnew(
    tx: Tx,
    subscription: Subscription,
    agreementId: bigint,
    reading: CardReading,
    at: Date,
  ): Promise<void> {
    const { merchantId } = subscription;
    const kept = await this.keep(tx, subscription, reading, at);
    const old = await this.agreements.lockBySubscription(tx, merchantId, subscription.id);
    const agreement = await this.agreements.lockById(tx, merchantId, agreementId);
    if (old.id !== agreementId) await this.agreements.end(tx, merchantId, old.id, at);
    await this.bind(tx, subscription, agreement, kept, at);
    await this.tellAgreement(tx, subscription, 'agreement.replaced', agreement, kept.card, at);
    await this.tryNewCardNow.within(tx, subscription, at);
  }

  private async enter(tx: Tx, subscription: Subscription, page: Page, at: Date): Promise<Card> {
    const { agreementId } = page;
    const kept = await this.keep(tx, subscription, page.reading, at);
    const { card } = kept;
    const agreement = await this.agreements.lockBySubscription(tx, subscription.merchantId, subscription.id);
    if (agreementId !== null && agreement.id !== agreementId) return card;
    const isFirst = agreement.status === 'pending';
    const isNew = await this.bind(tx, subscription, agreement, kept, at);
    if (isFirst) await this.tellAgreement(tx, subscription, 'agreement.created', agreement, card, at);
    // Also the first one: what fell due meanwhile waits for it. A card refused before and given again is no new
    // one: its issuer has said what it will say.
    if (card.status === 'active' && (isNew || page.isWished))
      await this.tryNewCardNow.within(tx, subscription, at);
    return card;
  }

  private async keep(
    tx: Tx,
    { merchantId, customerId }: Subscription,
    reading: CardReading,
    at: Date,
  ): Promise<Kept> {
    const before = await this.cards.findByToken(tx, merchantId, customerId, reading.token);
    const card = await this.cards.upsertFromGateway(tx, merchantId, customerId, reading, at, {
      isGiven: true,
    });
    await this.syncs.afterPage(tx, merchantId, customerId, at);
    const isRenewed = before?.renewedAt?.getTime() !== card.renewedAt?.getTime();
    return { card, isBack: card.status === 'active' && (before?.status !== 'active' || isRenewed) };
  }

  /** Whether the subscription is paid by what it was not paid by before: another card, or one that can be charged again. */
  private async bind(
    tx: Tx,
    subscription: Subscription,
    agreement: Agreement,
    { card, isBack }: Kept,
    at: Date,
  ): Promise<boolean> {
    const { merchantId, cardId: oldId } = subscription;
    await this.agreements.activate(tx, merchantId, agreement.id, card.id, at);
    const isOther = oldId !== card.id;
    if (!isOther && !isBack) return false;
    if (isOther) await this.lifecycle.patch(tx, subscription, at, { cardId: card.id });
    const old = isOther && oldId !== null ? await this.cards.findById(tx, merchantId, oldId) : null;
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
    return true;
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
