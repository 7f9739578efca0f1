import { Injectable } from '@nestjs/common';
import { type Access, deriveAccess } from '../../../domain/dunning/access.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
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
      const [best] = [...each].sort((a, b) => RANK[b.access] - RANK[a.access]);
      return {
        customer: customer.publicId,
        access: best?.access ?? 'none',
        since: best?.since ?? null,
        reason: best?.reason ?? 'The customer has no subscription.',
        subscriptions: each,
      };
    });
  }
}

function present({ access, since, reason }: Access) {
  return { access, since: since?.toISOString() ?? null, reason };
}
