import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { EventsRepository } from '../events/index.js';
import type { Coupon } from './coupon.entity.js';
import { CouponsRepository } from './coupons.repository.js';
import type { DiscountRow } from './discount.entity.js';
import { DiscountsRepository, type StandingDiscount, valueOf } from './discounts.repository.js';

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
    const { merchantId, subscriptionId, customerId } = redeemer;
    const found = await this.find(tx, redeemer, code);
    const coupon = await this.coupons.lockById(tx, merchantId, found.id);
    const standing = await this.discounts.ofSubscriptions(tx, merchantId, [subscriptionId]);
    await this.refuseUnless(tx, coupon, redeemer, standing, at);
    await this.coupons.countRedemption(tx, coupon);
    const discount = await this.discounts.insert(tx, {
      merchantId,
      couponId: coupon.id,
      subscriptionId,
      customerId,
      oncePerCustomer: coupon.oncePerCustomer,
      periodsLeft: periodsOf(coupon),
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

  /**
   * The discounts that codes would be, in their order, beside those that are in force; nothing is counted and nothing
   * is written. @throws AppError where one would be refused
   */
  async imagine(
    tx: Tx,
    redeemer: Redeemer,
    codes: readonly { code: string; field: string }[],
    at: Date,
  ): Promise<StandingDiscount[]> {
    const { merchantId, subscriptionId } = redeemer;
    const standing: { couponId: bigint }[] = await this.discounts.ofSubscriptions(tx, merchantId, [
      subscriptionId,
    ]);
    const imagined: StandingDiscount[] = [];
    for (const { code, field } of codes) {
      const found = await this.find(tx, { ...redeemer, field }, code);
      // As it would be counted by then, when a code is named twice.
      const before = imagined.filter(({ coupon }) => coupon.couponId === found.publicId).length;
      const coupon = { ...found, redemptions: found.redemptions + before };
      await this.refuseUnless(tx, coupon, { ...redeemer, field }, standing, at);
      standing.push({ couponId: coupon.id });
      imagined.push(imaginedOf(coupon, subscriptionId));
    }
    return imagined;
  }

  private async find(tx: Tx, { merchantId, field }: Redeemer, code: string): Promise<Coupon> {
    const found = await this.coupons.findByCode(tx, merchantId, code);
    if (!found) throw refused(field, `there is no coupon "${code}"`);
    return found;
  }

  private async refuseUnless(
    tx: Tx,
    coupon: Coupon,
    redeemer: Redeemer,
    standing: readonly { couponId: bigint }[],
    at: Date,
  ): Promise<void> {
    const { customerId, field } = redeemer;
    refuseByItself(coupon, redeemer, at);
    if (standing.some(({ couponId }) => couponId === coupon.id))
      throw refused(field, `coupon ${coupon.code} is in force for this subscription already`);
    if (coupon.oncePerCustomer && (await this.discounts.existsOfCustomer(tx, coupon, customerId)))
      throw refused(field, `coupon ${coupon.code} can be used once by a customer, and this one has used it`);
  }
}

/** For how many invoices; null for ever. */
function periodsOf({ duration, durationPeriods }: Coupon): number | null {
  return duration === 'once' ? 1 : durationPeriods;
}

/** As it would be read for billing, had it been redeemed. */
function imaginedOf(coupon: Coupon, subscriptionId: bigint): StandingDiscount {
  const { merchantId, publicId: couponId, name, nameAr, plans } = coupon;
  const value = valueOf(coupon);
  const periodsLeft = periodsOf(coupon);
  return {
    merchantId,
    id: 0n,
    publicId: '',
    subscriptionId,
    periodsLeft,
    coupon: { couponId, name, nameAr, value },
    plans,
  };
}

function refuseByItself(coupon: Coupon, { currency, plans, field }: Redeemer, at: Date): void {
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
