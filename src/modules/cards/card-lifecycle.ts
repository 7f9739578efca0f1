import { Injectable } from '@nestjs/common';
import { cardMachine } from '../../domain/card/card-states.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import type { Card } from './card.entity.js';
import { CardsRepository } from './cards.repository.js';

/** How a card leaves and comes back. The row is locked; what became of it is told by the caller, who knows for whom. */
@Injectable()
export class CardLifecycle {
  constructor(
    private readonly cards: CardsRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Wanted gone; not charged from now on. The clock asks Ottu unless whoever asked is faster. */
  async askDeletion(tx: Tx, card: Card, at: Date, dueAt: Date): Promise<void> {
    await this.change(tx, card, at, {
      status: next(cardMachine, card.status, 'ask_deletion'),
      isDefault: false,
      statusReason: null,
      deletionRequestedAt: at,
      deletionDueAt: dueAt,
      deletionTries: 0,
    });
    await this.tell(tx, card, 'card.deletion_requested', at);
  }

  async confirmGone(
    tx: Tx,
    card: Card,
    at: Date,
    why: Pick<Card, 'statusReason' | 'keptAtOttu'>,
  ): Promise<void> {
    await this.change(tx, card, at, {
      status: next(cardMachine, card.status, 'confirm_gone'),
      isDefault: false,
      deletionDueAt: null,
      ...why,
    });
  }

  /** Ottu lists it again: it was taken for gone too early. */
  async bringBack(tx: Tx, card: Card, at: Date): Promise<void> {
    const event = card.refusedReason === null ? 'give_again' : 'give_again_refused';
    await this.change(tx, card, at, { status: next(cardMachine, card.status, event), statusReason: null });
  }

  /** Ottu still lists a card that was deleted: that it was deleted was an altered answer, or not Ottu's. */
  async findUndeleted(tx: Tx, card: Card, at: Date): Promise<void> {
    const reason = 'Ottu still lists the card';
    await this.change(tx, card, at, {
      status: next(cardMachine, card.status, 'find_undeleted'),
      statusReason: reason,
      deletionDueAt: at,
      deletionTries: card.deletionTries + 1,
    });
    await this.tell(tx, card, 'card.deletion_postponed', at, { reason, retry_at: at.toISOString() });
  }

  async postponeDeletion(tx: Tx, card: Card, at: Date, again: { at: Date; reason: string }): Promise<void> {
    await this.change(tx, card, at, {
      deletionDueAt: again.at,
      deletionTries: card.deletionTries + 1,
      statusReason: again.reason,
    });
  }

  /** Takes the place of the one before. */
  async makeDefault(tx: Tx, card: Card, at: Date): Promise<void> {
    await this.cards.clearDefault(tx, card.merchantId, card.customerId, at);
    await this.change(tx, card, at, { isDefault: true });
    await this.tell(tx, card, 'card.made_default', at);
  }

  tell(
    tx: Tx,
    card: Card,
    type: EventType,
    at: Date,
    more: Record<string, unknown> = {},
    subscriptionId: bigint | null = null,
  ) {
    const { brand, lastFour, publicId, customerId, merchantId } = card;
    return this.events.append(tx, merchantId, {
      type,
      customerId,
      subscriptionId,
      occurredAt: at,
      data: { card_id: publicId, card: { brand, last_four: lastFour }, ...more },
    });
  }

  private async change(tx: Tx, card: Card, at: Date, patch: Partial<Card>): Promise<void> {
    const changes = { ...patch, updatedAt: at };
    await this.cards.update(tx, card.merchantId, card.id, changes);
    Object.assign(card, changes);
  }
}
