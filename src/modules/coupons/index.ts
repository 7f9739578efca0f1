import { Coupon } from './coupon.entity.js';
import { DiscountRow } from './discount.entity.js';

export { CouponsModule } from './coupons.module.js';
export { CouponsRepository } from './coupons.repository.js';
export { DiscountsRepository, type StandingDiscount } from './discounts.repository.js';
export { RedeemCoupon, type Redeemer } from './redeem-coupon.js';
export { ReleaseCoupons } from './release-coupons.js';
export { UseDiscounts } from './use-discounts.js';
export { Coupon, DiscountRow };
export const COUPON_ENTITIES = [Coupon, DiscountRow];
