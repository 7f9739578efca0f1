import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/index.js';
import { CouponsController } from './coupons.controller.js';
import { CouponsRepository } from './coupons.repository.js';
import { DiscountsRepository } from './discounts.repository.js';
import { RedeemCoupon } from './redeem-coupon.js';
import { ReleaseCoupons } from './release-coupons.js';
import { UseDiscounts } from './use-discounts.js';
import { CreateCoupon } from './use-cases/create-coupon.js';
import { DeactivateCoupon } from './use-cases/deactivate-coupon.js';
import { ReadCoupons } from './use-cases/read-coupons.js';
import { RenameCoupon } from './use-cases/rename-coupon.js';

@Module({
  imports: [PlansModule],
  controllers: [CouponsController],
  providers: [
    CouponsRepository,
    DiscountsRepository,
    RedeemCoupon,
    ReleaseCoupons,
    UseDiscounts,
    CreateCoupon,
    DeactivateCoupon,
    ReadCoupons,
    RenameCoupon,
  ],
  exports: [CouponsRepository, DiscountsRepository, RedeemCoupon, ReleaseCoupons, UseDiscounts],
})
export class CouponsModule {}
