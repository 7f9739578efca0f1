import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Coupon } from '../coupon.entity.js';
import { CouponsRepository } from '../coupons.repository.js';
import type { RenameCouponRequest } from '../dto/rename-coupon.request.js';

/** Also of one that was withdrawn: it is still on the invoices of those who have it. */
@Injectable()
export class RenameCoupon {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly coupons: CouponsRepository,
  ) {}

  execute(merchantId: bigint, publicId: string, request: RenameCouponRequest): Promise<Coupon> {
    return this.uow.run(async (tx) => {
      const found = await this.coupons.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('coupon', publicId);
      const coupon = await this.coupons.lockById(tx, merchantId, found.id);
      await this.coupons.rename(tx, coupon, {
        name: request.name ?? coupon.name,
        nameAr: request.name_ar === undefined ? coupon.nameAr : request.name_ar,
      });
      return coupon;
    });
  }
}
