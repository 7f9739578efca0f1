import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { type Agreement, AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { CustomersRepository, ImportedNamesRepository } from '../../customers/index.js';
import { PlansRepository, PricesRepository } from '../../plans/index.js';
import type { ListSubscriptionsQuery } from '../dto/list-subscriptions.query.js';
import { type Checkout, HostedCheckout } from '../hosted-checkout.js';
import type { Subscription } from '../subscription.entity.js';
import type { SubscriptionItem } from '../subscription-item.entity.js';
import { type SubscriptionFilter, SubscriptionsRepository } from '../subscriptions.repository.js';

/** A subscription with the public ids of what it refers to. */
export interface SubscriptionView {
  id: bigint;
  subscription: Subscription;
  /** Under which it was imported; null: it was made here. */
  externalId: string | null;
  customerPublicId: string;
  cardPublicId: string | null;
  items: (SubscriptionItem & { pricePublicId: string })[];
  checkout: Checkout | null;
  /** The one in force, or the first one that waits for its customer; null once it is over. */
  agreement: Agreement | null;
}

@Injectable()
export class LoadSubscriptionView {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly plans: PlansRepository,
    private readonly prices: PricesRepository,
    private readonly cards: CardsRepository,
    private readonly checkout: HostedCheckout,
    private readonly agreements: AgreementsRepository,
    private readonly names: ImportedNamesRepository,
  ) {}

  async get(merchantId: bigint, publicId: string): Promise<SubscriptionView> {
    const subscription = await this.uow.read((tx) =>
      this.subscriptions.findByPublicId(tx, merchantId, publicId),
    );
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return this.of(merchantId, subscription);
  }

  async of(merchantId: bigint, subscription: Subscription): Promise<SubscriptionView> {
    const fresh = await this.uow.read((tx) => this.subscriptions.findById(tx, merchantId, subscription.id));
    return (await this.views(merchantId, [fresh ?? subscription]))[0]!;
  }

  async list(merchantId: bigint, query: ListSubscriptionsQuery): Promise<Page<SubscriptionView>> {
    const page = await this.uow.read(async (tx) => {
      const filter = await this.filter(tx, merchantId, query);
      if (filter === null) return { rows: [], nextId: null };
      return this.subscriptions.page(
        tx,
        merchantId,
        { ...filter, ...(query.status && { status: query.status }) },
        toPageRequest(query),
      );
    });
    return { rows: await this.views(merchantId, page.rows), nextId: page.nextId };
  }

  /** Null: there is none of that name. */
  private async filter(
    tx: Tx,
    merchantId: bigint,
    query: ListSubscriptionsQuery,
  ): Promise<SubscriptionFilter | null> {
    const filter: SubscriptionFilter = {};
    if (query.customer) {
      const customer = await this.customers.findByPublicId(tx, merchantId, query.customer);
      if (!customer)
        throw AppError.field('rule_violation', 'customer', `there is no customer ${query.customer}`);
      filter.customerId = customer.id;
    }
    if (query.plan) {
      const plan = await this.plans.findByPublicId(tx, merchantId, query.plan);
      if (!plan) throw AppError.field('rule_violation', 'plan', `there is no plan ${query.plan}`);
      filter.planId = plan.id;
    }
    if (query.external_id !== undefined) {
      const id = await this.names.idNamed(tx, merchantId, 'subscriptions', query.external_id);
      if (id === null) return null;
      filter.id = id;
    }
    return filter;
  }

  private views(merchantId: bigint, rows: Subscription[]): Promise<SubscriptionView[]> {
    return this.uow.read(async (tx) => {
      const items = await this.subscriptions.itemsOf(tx, merchantId, rows.map((row) => row.id)); // prettier-ignore
      const prices = await this.prices.findByIds(tx, merchantId, [
        ...new Set(items.map((item) => item.priceId)),
      ]);
      const pricePublicIds = new Map(prices.map((price) => [price.id, price.publicId]));
      const agreements = await this.agreements.findBySubscriptionKeys(tx, rows);
      const names = await this.names.namesOf(tx, merchantId, 'subscriptions', rows.map((row) => row.id)); // prettier-ignore
      return Promise.all(
        rows.map(async (subscription) => ({
          id: subscription.id,
          subscription,
          externalId: names.get(subscription.id) ?? null,
          customerPublicId: (await this.customers.findById(tx, merchantId, subscription.customerId))!
            .publicId,
          cardPublicId:
            subscription.cardId === null
              ? null
              : ((await this.cards.findById(tx, merchantId, subscription.cardId))?.publicId ?? null),
          items: items
            .filter((item) => item.subscriptionId === subscription.id)
            .map((item) => ({ ...item, pricePublicId: pricePublicIds.get(item.priceId)! })),
          checkout:
            subscription.status === 'incomplete'
              ? await this.checkout.current(merchantId, subscription.id)
              : null,
          agreement: agreements.get(subscription.id) ?? null,
        })),
      );
    });
  }
}
