import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { RateLimiter } from '../../../platform/http/rate-limiter.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import { CustomerLinks } from '../customer-links.js';
import type { Followed } from '../pages/notice-page.js';
import { ChangeCard } from './change-card.js';

const MOST_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/** A customer follows the link to give another card or to consent anew. */
@Injectable()
export class FollowCardLink {
  private readonly logger = new Logger(FollowCardLink.name);
  private readonly limiter = new RateLimiter(MOST_A_MINUTE, MINUTE_MS);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: CustomerLinks,
    private readonly merchants: MerchantsRepository,
    private readonly customers: CustomersRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly changeCard: ChangeCard,
    private readonly realTime: Clock,
  ) {}

  async execute(token: string): Promise<Followed> {
    const link = await this.links.find('card', token);
    if (link === null) return { notice: 'unknown', language: null };
    if (!this.limiter.take(String(link.id), this.realTime.monotonicMs())) {
      return { notice: 'too_many', language: null };
    }
    const { merchantId, subscriptionId } = link;
    const { subscription, merchant, customer } = await this.uow.read(async (tx) => {
      const found = (await this.subscriptions.findById(tx, merchantId, subscriptionId!))!;
      return {
        subscription: found,
        merchant: (await this.merchants.findById(tx, merchantId))!,
        customer: (await this.customers.findById(tx, merchantId, found.customerId))!,
      };
    });
    const common = { language: customer.language, merchantName: merchant.name };
    if (subscription.endedAt !== null || subscription.cancelRequestedAt !== null) {
      return { notice: 'nothing_to_give', ...common };
    }
    try {
      return { redirectTo: (await this.changeCard.open(subscription, subscription.returnUrl)).url };
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') return { notice: 'opening', ...common };
      this.logger.warn({ err: error, subscription_id: subscription.publicId }, 'A page could not be opened');
      return { notice: 'unavailable', ...common };
    }
  }
}
