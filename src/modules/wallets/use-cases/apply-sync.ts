import { Injectable } from '@nestjs/common';
import type { Comparison } from '../../../domain/card/compare-cards.js';
import type { CardReading } from '../../../gateway/payment-gateway.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { AgreementsRepository, type Card, CardLifecycle, CardsRepository } from '../../cards/index.js';
import { CardOnFile, TryNewCardNow } from '../../charges/index.js';
import { CustomerLinks } from '../../checkout/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { CardUsesRepository } from '../card-uses.repository.js';
import type { Wallet } from '../wallet-context.js';
import type { Heard } from './ask-agreements.js';

export interface SyncCounts {
  adopted: number;
  back: number;
  gone: number;
}

type Found = Comparison<{ card: Card }, { reading: CardReading }> & Pick<Heard, 'moved'>;

const VANISHED = 'Ottu no longer has the card on file';

/** Writes down what a list of cards at Ottu has shown. */
@Injectable()
export class ApplySync {
  constructor(
    private readonly cards: CardsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly lifecycle: CardLifecycle,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly uses: CardUsesRepository,
    private readonly cardOnFile: CardOnFile,
    private readonly tryNewCardNow: TryNewCardNow,
    private readonly links: CustomerLinks,
  ) {}

  async execute(tx: Tx, wallet: Wallet, found: Found, now: Date): Promise<SyncCounts> {
    // Before the cards: whoever puts a card on file locks the subscription first as well.
    const paid = await this.lockPaid(tx, wallet);
    for (const one of found.moved) await this.follow(tx, one, paid, now);
    const counts = { adopted: 0, back: 0, gone: 0 };
    for (const { reading } of found.adopt) if (await this.adopt(tx, wallet, reading, now)) counts.adopted++;
    for (const { known, listed } of found.same) await this.refresh(tx, known.card, listed.reading, now);
    for (const { known, listed } of found.back) {
      if (await this.bringBack(tx, known.card, listed.reading, paid, now)) counts.back++;
    }
    for (const { card } of found.undeleted) await this.deleteAgain(tx, card, now);
    for (const { card } of found.missing) if (await this.loseCard(tx, wallet, card, paid, now)) counts.gone++;
    return counts;
  }

  private async lockPaid(tx: Tx, { merchant, customer }: Wallet): Promise<Subscription[]> {
    const paid: Subscription[] = [];
    for (const id of await this.uses.paidByCard(tx, merchant.id, customer.id)) {
      paid.push(await this.subscriptions.lockById(tx, merchant.id, id));
    }
    return paid;
  }

  /** Ottu charges only the card that the agreement is bound to there, so that one is on file. */
  private async follow(
    tx: Tx,
    { agreement, reading }: Heard['moved'][number],
    paid: Subscription[],
    now: Date,
  ): Promise<void> {
    const subscription = paid.find(({ id }) => id === agreement.subscriptionId);
    if (!subscription) return;
    const { merchantId, id } = subscription;
    const { updatedAt, id: agreementId } = await this.agreements.lockBySubscription(tx, merchantId, id);
    // Bound since it was asked for: that is newer than the list.
    if (agreementId !== agreement.id || updatedAt.getTime() !== agreement.boundAt.getTime()) return;
    await this.cardOnFile.remember(tx, subscription, reading, now, agreementId);
  }

  private async adopt(
    tx: Tx,
    { merchant, customer }: Wallet,
    reading: CardReading,
    now: Date,
  ): Promise<boolean> {
    // Saved on a page while the list was on its way: that told it already.
    if (await this.cards.findByToken(tx, merchant.id, customer.id, reading.token)) return false;
    const card = await this.cards.upsertFromGateway(tx, merchant.id, customer.id, reading, now);
    await this.lifecycle.tell(tx, card, 'card.adopted', now);
    return true;
  }

  private async refresh(tx: Tx, seen: Card, reading: CardReading, now: Date): Promise<void> {
    const card = (await this.cards.lockById(tx, seen.merchantId, seen.id))!;
    await this.show(tx, card, reading, now);
  }

  /** A card that was renewed under its token ends later: whoever was to be warned of it is not, or once more. */
  private async show(tx: Tx, card: Card, reading: CardReading, now: Date): Promise<void> {
    const endsOtherwise = await this.cards.refresh(tx, card, reading, now);
    if (endsOtherwise) await this.agreements.reviewOfCard(tx, card.merchantId, card.id, now);
  }

  private async bringBack(tx: Tx, seen: Card, reading: CardReading, paid: Subscription[], now: Date) {
    const card = await this.lockUnchanged(tx, seen);
    if (!card) return false;
    await this.lifecycle.bringBack(tx, card, now);
    await this.show(tx, card, reading, now);
    const users = paid.filter(({ cardId }) => cardId === card.id);
    await this.tellEach(tx, card, 'card.back', users, now);
    // What is open was refused for want of this card.
    for (const one of users) if (card.status === 'active') await this.tryNewCardNow.within(tx, one, now);
    return true;
  }

  private async deleteAgain(tx: Tx, seen: Card, now: Date): Promise<void> {
    const card = await this.lockUnchanged(tx, seen);
    if (card) await this.lifecycle.findUndeleted(tx, card, now);
  }

  private async loseCard(
    tx: Tx,
    { merchant }: Wallet,
    seen: Card,
    paid: Subscription[],
    now: Date,
  ): Promise<boolean> {
    const card = await this.lockUnchanged(tx, seen);
    if (!card) return false;
    const wasWanted = card.status === 'deleting';
    await this.lifecycle.confirmGone(tx, card, now, {
      statusReason: wasWanted ? null : VANISHED,
      keptAtOttu: false,
    });
    if (wasWanted) await this.lifecycle.tell(tx, card, 'card.deleted', now);
    else {
      const users = paid.filter(({ cardId }) => cardId === card.id);
      await this.tellEach(tx, card, 'card.gone', users, now, async (one) => ({
        reason: VANISHED,
        url: await this.links.toGiveCard(tx, merchant, one, now),
      }));
    }
    return true;
  }

  /** Null when it was given again, refused or deleted since it was read: that is newer than the list. */
  private async lockUnchanged(tx: Tx, seen: Card): Promise<Card | null> {
    const card = (await this.cards.lockById(tx, seen.merchantId, seen.id))!;
    const isSame = card.status === seen.status && card.updatedAt.getTime() === seen.updatedAt.getTime();
    return isSame ? card : null;
  }

  /** In the timeline of each subscription that it pays for; of none, to the merchant alone. */
  private async tellEach(
    tx: Tx,
    card: Card,
    type: 'card.back' | 'card.gone',
    users: Subscription[],
    now: Date,
    more: (user: Subscription) => Promise<Record<string, unknown>> = () => Promise.resolve({}),
  ): Promise<void> {
    for (const user of users) await this.lifecycle.tell(tx, card, type, now, await more(user), user.id);
    if (users.length === 0) await this.lifecycle.tell(tx, card, type, now);
  }
}
