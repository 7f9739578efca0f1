import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Card, CardLifecycle, CardsRepository } from '../../cards/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';

/**
 * The card to show first. It moves no agreement: what a subscription is charged on changes only where the customer
 * is present, on a hosted page.
 */
@Injectable()
export class ChooseDefaultCard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly cards: CardsRepository,
    private readonly customers: CustomersRepository,
    private readonly lifecycle: CardLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<Card> {
    return this.uow.run(async (tx) => {
      const found = await this.cards.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('card', publicId);
      // Two choices at once for one customer: the later one waits, and takes the place of the first.
      await this.customers.lockById(tx, merchantId, found.customerId);
      const card = (await this.cards.lockById(tx, merchantId, found.id))!;
      if (card.isDefault) return card;
      if (card.status !== 'active') {
        throw new AppError(
          'conflict',
          `Card ${publicId} is ${card.status}; only an active card can be the default`,
        );
      }
      await this.lifecycle.makeDefault(tx, card, await this.clock.now(tx, merchantId));
      return card;
    });
  }
}
