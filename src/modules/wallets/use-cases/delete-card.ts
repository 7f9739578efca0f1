import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Card, CardLifecycle, CardsRepository } from '../../cards/index.js';
import { later } from '../../charges/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { CardUsesRepository } from '../card-uses.repository.js';
import { refuseDeletion } from '../why-not-deletable.js';
import { FinishDeletion } from './finish-deletion.js';

/** Longer than the call takes: by then whoever asked has an answer, or died. */
const CLOCK_AFTER_MINUTES = 5;

/**
 * Somebody wants a card gone. Written down first, so that it is charged no more whatever becomes of the call to
 * Ottu; then asked there; then confirmed. What stays unconfirmed the clock asks again.
 */
@Injectable()
export class DeleteCard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly cards: CardsRepository,
    private readonly lifecycle: CardLifecycle,
    private readonly customers: CustomersRepository,
    private readonly uses: CardUsesRepository,
    private readonly clock: MerchantClock,
    private readonly finish: FinishDeletion,
  ) {}

  /** The card as it is afterwards. @throws AppError `conflict` while something needs it */
  async execute(merchantId: bigint, publicId: string): Promise<Card> {
    const card = await this.ask(merchantId, publicId);
    return card.status === 'deleting' ? this.finish.execute(card, 'interactive') : card;
  }

  private ask(merchantId: bigint, publicId: string): Promise<Card> {
    return this.uow.run(async (tx) => {
      const found = await this.cards.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('card', publicId);
      const card = (await this.cards.lockById(tx, merchantId, found.id))!;
      if (card.status === 'deleting' || card.status === 'removed') return card;
      const use = await this.uses.firstUse(tx, card);
      if (use) {
        const customer = (await this.customers.findById(tx, merchantId, card.customerId))!;
        throw refuseDeletion(publicId, use, customer.publicId);
      }
      const now = await this.clock.now(tx, merchantId);
      await this.lifecycle.askDeletion(tx, card, now, later(now, { minutes: CLOCK_AFTER_MINUTES }));
      return card;
    });
  }
}
