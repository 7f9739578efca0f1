import { Injectable } from '@nestjs/common';
import type { CardTry } from '../../domain/charge/card-limits.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { RowKey } from '../../platform/database/writes.js';
import { type Agreement, AgreementsRepository, type Card, CardsRepository } from '../cards/index.js';
import { type Customer, CustomersRepository } from '../customers/index.js';
import { type Invoice, InvoicesRepository } from '../invoices/index.js';
import { type Merchant, MerchantClock, MerchantsRepository } from '../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import { AttemptHistory, type OfCard } from './attempt-history.repository.js';
import type { Charge } from './charge.entity.js';
import { type CurrentObstacles, Obstacles } from './obstacles.js';
import { subscriptionOf } from './subscription-of.js';
import { later, type Moment } from './waits.js';

/** Networks count the tries of a card over this long. */
const CARD_HISTORY_DAYS = 30;

/** Everything that deciding about a due charge, writing its attempt and sending it needs to know. */
export interface ChargeFacts extends Moment, CurrentObstacles {
  merchant: Merchant;
  subscription: Subscription;
  customer: Customer;
  invoice: Invoice;
  agreement: Agreement | null;
  card: Card | null;
  lastSentAt: Date | null;
  cardTries: readonly CardTry[];
  charge: Charge;
}

/** Reads the facts of a whole batch of charges in one statement a table. */
@Injectable()
export class ChargeFactsReader {
  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly invoices: InvoicesRepository,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly history: AttemptHistory,
    private readonly obstacles: Obstacles,
  ) {}

  /** By charge. `now` is the instant of this round, which may lie a moment back. */
  async read(tx: Tx, charges: readonly Charge[], now: Date): Promise<Map<Charge, ChargeFacts>> {
    const keys = (of: (charge: Charge) => bigint) =>
      charges.map((charge): RowKey => ({ merchantId: charge.merchantId, id: of(charge) }));
    const ofSubscriptions = keys(subscriptionOf);
    const merchants = await this.merchantsOf(tx, charges, now);
    const subscriptions = await this.subscriptions.findByKeys(tx, ofSubscriptions);
    const customers = await this.customers.findByKeys(tx, keys((charge) => charge.customerId)); // prettier-ignore
    const invoices = await this.invoices.findByKeys(tx, keys((charge) => charge.invoiceId)); // prettier-ignore
    const agreements = await this.agreements.findBySubscriptionKeys(tx, ofSubscriptions);
    const ofCards = [...subscriptions.values()].flatMap(({ merchantId, cardId }) =>
      cardId === null ? [] : [{ merchantId, id: cardId }],
    );
    const cards = await this.cards.findByKeys(tx, ofCards);
    const withCards = [...subscriptions.values()].map((one): OfCard => one);
    const lastSent = await this.history.lastSentAt(tx, withCards);
    const obstacles = await this.obstacles.of(tx, withCards, cards);
    const uses = charges.flatMap(({ merchantId, invoiceId, ...charge }) => {
      const cardId = subscriptions.get(subscriptionOf(charge))!.cardId;
      return cardId === null ? [] : [{ merchantId, cardId, invoiceId }];
    });
    const tries = await this.history.triesOfCards(tx, uses, later(now, { days: -CARD_HISTORY_DAYS }));
    return new Map(
      charges.map((charge) => {
        const subscription = subscriptions.get(subscriptionOf(charge))!;
        const { cardId } = subscription;
        const facts = {
          ...merchants.get(charge.merchantId)!,
          subscription,
          customer: customers.get(charge.customerId)!,
          invoice: invoices.get(charge.invoiceId)!,
          agreement: agreements.get(subscription.id) ?? null,
          card: cardId === null ? null : cards.get(cardId)!,
          lastSentAt: lastSent.get(subscription.id) ?? null,
          cardTries: cardId === null ? [] : tries.get(cardId)!,
          charge,
          ...obstacles.get(subscription.id)!,
        };
        return [charge, facts];
      }),
    );
  }

  private async merchantsOf(tx: Tx, charges: readonly Charge[], now: Date) {
    const found = new Map<bigint, Moment & { merchant: Merchant }>();
    for (const id of new Set(charges.map(({ merchantId }) => merchantId))) {
      const merchant = (await this.merchants.findById(tx, id))!;
      found.set(id, { merchant, ...(await this.clock.moment(tx, id)), now });
    }
    return found;
  }
}
