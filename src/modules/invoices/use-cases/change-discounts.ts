import { Injectable } from '@nestjs/common';
import { isOfOneAmount } from '../../../domain/agreement/agreement-terms.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository } from '../../cards/index.js';
import {
  CouponsRepository,
  type DiscountRow,
  DiscountsRepository,
  RedeemCoupon,
  type Redeemer,
  type StandingDiscount,
} from '../../coupons/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { PlansRepository, PricesRepository } from '../../plans/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { type DiscountsResponse, presentDiscount } from '../terms/dto/terms.responses.js';

/** The coupons of a subscription that is there already. They count from its next invoice on. */
@Injectable()
export class ChangeDiscounts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly coupons: CouponsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly discounts: DiscountsRepository,
    private readonly redeemCoupon: RedeemCoupon,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  redeem(merchantId: bigint, subscriptionId: string, code: string): Promise<DiscountsResponse> {
    return this.uow.run(async (tx) => {
      const subscription = await this.lock(tx, merchantId, subscriptionId);
      const redeemer = await this.redeemerOf(tx, subscription);
      await this.redeemCoupon.execute(tx, redeemer, code, await this.clock.now(tx, merchantId));
      const discountCount = subscription.discountCount + 1;
      await this.subscriptions.update(tx, merchantId, subscription.id, { discountCount });
      return this.view(tx, subscription);
    });
  }

  /** The discount that it would be; nothing is written. @throws AppError when it is not allowed */
  async imagine(tx: Tx, subscription: Subscription, code: string, now: Date): Promise<StandingDiscount[]> {
    const redeemer = await this.redeemerOf(tx, subscription);
    return this.redeemCoupon.imagine(tx, redeemer, [{ code, field: 'code' }], now);
  }

  private async redeemerOf(tx: Tx, subscription: Subscription): Promise<Redeemer> {
    const { merchantId, id, publicId, customerId, currency, status } = subscription;
    if (status === 'canceled' || status === 'ended')
      throw new AppError('conflict', `Subscription ${publicId} is ${status}; it has no invoice to come`);
    if (status === 'incomplete')
      throw new AppError(
        'conflict',
        `Subscription ${publicId} waits for its first payment, whose amount is fixed`,
      );
    // Its next invoice would be for less than the one amount that may be charged, and the customer dunned for it.
    if (isOfOneAmount(await this.agreements.findBySubscription(tx, merchantId, id))) {
      const message =
        'cannot be redeemed: the customer agreed to payments of one amount. Allowed is a subscription whose agreement_amount is variable';
      throw AppError.field('rule_violation', 'code', message);
    }
    const plans = await this.plansOf(tx, merchantId, id);
    return { merchantId, subscriptionId: id, customerId, currency, plans, field: 'code' };
  }

  /** One that it has. @throws AppError `not_found` */
  async standing(tx: Tx, { merchantId, id }: Subscription, discountId: string): Promise<DiscountRow> {
    const standing = await this.discounts.ofSubscriptions(tx, merchantId, [id]);
    const discount = standing.find(({ publicId }) => publicId === discountId);
    if (!discount) throw AppError.notFound('discount', discountId);
    return discount;
  }

  /** It is taken off; that it was redeemed stays counted, unless nothing comes of the subscription. */
  remove(merchantId: bigint, subscriptionId: string, discountId: string): Promise<DiscountsResponse> {
    return this.uow.run(async (tx) => {
      const subscription = await this.lock(tx, merchantId, subscriptionId);
      const discount = await this.standing(tx, subscription, discountId);
      const occurredAt = await this.clock.now(tx, merchantId);
      await this.discounts.update(tx, discount, { endedAt: occurredAt });
      const discountCount = subscription.discountCount - 1;
      await this.subscriptions.update(tx, merchantId, subscription.id, { discountCount });
      await this.agreements.reviewOfAmount(tx, subscription, { now: occurredAt });
      const [coupon] = await this.coupons.findByIds(tx, merchantId, [discount.couponId]);
      await this.events.append(tx, merchantId, {
        type: 'coupon.removed',
        customerId: subscription.customerId,
        subscriptionId: subscription.id,
        occurredAt,
        data: { coupon_id: coupon!.publicId, discount_id: discountId, name: coupon!.name },
      });
      return this.view(tx, subscription);
    });
  }

  list(merchantId: bigint, subscriptionId: string): Promise<DiscountsResponse> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, subscriptionId);
      if (!subscription) throw AppError.notFound('subscription', subscriptionId);
      return this.view(tx, subscription);
    });
  }

  private async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return subscription;
  }

  /** Public ids of the plans whose prices it has. */
  private async plansOf(tx: Tx, merchantId: bigint, id: bigint): Promise<string[]> {
    const items = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const prices = await this.prices.findByIds(tx, merchantId, items.map(({ priceId }) => priceId)); // prettier-ignore
    const plans = await this.plans.findByIds(tx, merchantId, prices.map(({ planId }) => planId)); // prettier-ignore
    return plans.map(({ publicId }) => publicId);
  }

  private async view(tx: Tx, { merchantId, id }: Subscription): Promise<DiscountsResponse> {
    const standing = await this.discounts.ofSubscriptions(tx, merchantId, [id]);
    const coupons = await this.coupons.findByIds(tx, merchantId, standing.map(({ couponId }) => couponId)); // prettier-ignore
    const byId = new Map(coupons.map((coupon) => [coupon.id, coupon]));
    return { data: standing.map((row) => presentDiscount(row, byId.get(row.couponId)!)) };
  }
}
