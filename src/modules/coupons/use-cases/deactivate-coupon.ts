import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Coupon } from '../coupon.entity.js';
import { CouponsRepository } from '../coupons.repository.js';

/** It is not redeemed any more; what was promised by it is kept. Said twice it is done once. */
@Injectable()
export class DeactivateCoupon {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly coupons: CouponsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<Coupon> {
    return this.uow.run(async (tx) => {
      const found = await this.coupons.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('coupon', publicId);
      const coupon = await this.coupons.lockById(tx, merchantId, found.id);
      if (coupon.deactivatedAt === null)
        await this.coupons.deactivate(tx, coupon, await this.clock.now(tx, merchantId));
      return coupon;
    });
  }
}
