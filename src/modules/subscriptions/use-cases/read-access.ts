import { Injectable } from '@nestjs/common';
import { type Feature, mergeEntitlements } from '../../../domain/entitlement/entitlements.js';
import { type Access, deriveAccess } from '../../../domain/dunning/access.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { PlanVersionsRepository } from '../../plans/index.js';
import type { AccessResponse } from '../dto/access.response.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';

const RANK: Record<Access['access'], number> = { full: 3, grace: 2, restricted: 1, none: 0 };

/** May this customer use the product? The best of their subscriptions answers for all. */
@Injectable()
export class ReadAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly versions: PlanVersionsRepository,
    private readonly clock: MerchantClock,
  ) {}

  async execute(merchantId: bigint, customerPublicId: string): Promise<AccessResponse> {
    return this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, customerPublicId);
      if (!customer) throw AppError.notFound('customer', customerPublicId);
      const now = await this.clock.now(tx, merchantId);
      const all = await this.subscriptions.ofCustomer(tx, merchantId, customer.id);
      const overdue = all.filter(({ graceUntil }) => graceUntil !== null && graceUntil <= now);
      const inDoubt = await this.subscriptions.inDoubtSince(tx, merchantId, overdue.map(({ id }) => id)); // prettier-ignore
      const each = all.map((subscription) => ({
        subscription: subscription.publicId,
        ...present(
          deriveAccess({ ...subscription, inDoubtSince: inDoubt.get(subscription.id) ?? null }, now),
        ),
      }));
      const usable = all.filter((_, i) => RANK[each[i]!.access] >= RANK.grace).map(({ id }) => id);
      const [best] = [...each].sort((a, b) => RANK[b.access] - RANK[a.access]);
      return {
        customer: customer.publicId,
        access: best?.access ?? 'none',
        since: best?.since ?? null,
        reason: best?.reason ?? 'The customer has no subscription.',
        entitlements: await this.entitlements(tx, merchantId, usable),
        subscriptions: each,
      };
    });
  }

  /** In two indexed reads; none when nothing may be used. */
  private async entitlements(tx: Tx, merchantId: bigint, subscriptionIds: bigint[]): Promise<Feature[]> {
    const items = await this.subscriptions.itemsOf(tx, merchantId, subscriptionIds);
    const priceIds = items.map(({ priceId }) => priceId);
    const features = await this.versions.featuresOfPrices(tx, merchantId, [...new Set(priceIds)]);
    return mergeEntitlements(priceIds.map((priceId) => features.get(priceId) ?? []));
  }
}

function present({ access, since, reason }: Access) {
  return { access, since: since?.toISOString() ?? null, reason };
}
