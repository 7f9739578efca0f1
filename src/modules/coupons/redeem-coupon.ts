import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { EventsRepository } from '../events/index.js';
import type { Coupon } from './coupon.entity.js';
import { CouponsRepository } from './coupons.repository.js';
import type { DiscountRow } from './discount.entity.js';
import { DiscountsRepository } from './discounts.repository.js';

/** What a coupon is redeemed for. */
export interface Redeemer {
  merchantId: bigint;
  subscriptionId: bigint;
  customerId: bigint;
  currency: string;
  /** Public ids of the plans in the subscription. */
  plans: readonly string[];
  /** Path in the request, for errors. */
  field: string;
}

/**
 * A code becomes a discount of a subscription. The coupon's row is locked while it is counted, and the
 * database refuses the redemption too many should anybody ever count past this function.
 */
@Injectable()
export class RedeemCoupon {
  constructor(
    private readonly coupons: CouponsRepository,
    private readonly discounts: DiscountsRepository,
    private readonly events: EventsRepository,
  ) {}

  async execute(tx: Tx, redeemer: Redeemer, code: string, at: Date): Promise<DiscountRow> {
    const { merchantId, subscriptionId, customerId, field } = redeemer;
    const found = await this.coupons.findByCode(tx, merchantId, code);
    if (!found) throw refused(field, `there is no coupon "${code}"`);
    const coupon = await this.coupons.lockById(tx, merchantId, found.id);
    refuseUnless(coupon, redeemer, at);
    const standing = await this.discounts.ofSubscriptions(tx, merchantId, [subscriptionId]);
    if (standing.some(({ couponId }) => couponId === coupon.id))
      throw refused(field, `coupon ${coupon.code} is in force for this subscription already`);
    if (coupon.oncePerCustomer && (await this.discounts.existsOfCustomer(tx, coupon, customerId)))
      throw refused(field, `coupon ${coupon.code} can be used once by a customer, and this one has used it`);
    await this.coupons.countRedemption(tx, coupon);
    const discount = await this.discounts.insert(tx, {
      merchantId,
      couponId: coupon.id,
      subscriptionId,
      customerId,
      oncePerCustomer: coupon.oncePerCustomer,
      periodsLeft: coupon.duration === 'once' ? 1 : coupon.durationPeriods,
      createdAt: at,
    });
    await this.events.append(tx, merchantId, {
      type: 'coupon.redeemed',
      customerId,
      subscriptionId,
      occurredAt: at,
      data: { coupon_id: coupon.publicId, discount_id: discount.publicId, name: coupon.name },
    });
    return discount;
  }
}

function refuseUnless(coupon: Coupon, { currency, plans, field }: Redeemer, at: Date): void {
  const { code, maxRedemptions, expiresAt } = coupon;
  if (coupon.deactivatedAt !== null) throw refused(field, `coupon ${code} is no longer given`);
  if (expiresAt !== null && expiresAt <= at)
    throw refused(field, `coupon ${code} could be redeemed until ${expiresAt.toISOString()}`);
  if (maxRedemptions !== null && coupon.redemptions >= maxRedemptions)
    throw refused(field, `coupon ${code} was redeemed ${maxRedemptions} times, as often as it may be`);
  if (coupon.currency !== null && coupon.currency !== currency)
    throw refused(field, `coupon ${code} is for ${coupon.currency}; the subscription is in ${currency}`);
  if (coupon.plans !== null && !coupon.plans.some((plan) => plans.includes(plan)))
    throw refused(field, `coupon ${code} is for other plans: ${coupon.plans.join(', ')}`);
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
