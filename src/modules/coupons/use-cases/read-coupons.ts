import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import type { Coupon } from '../coupon.entity.js';
import { CouponsRepository } from '../coupons.repository.js';
import type { ListCouponsQuery } from '../dto/list-coupons.query.js';

@Injectable()
export class ReadCoupons {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly coupons: CouponsRepository,
  ) {}

  async get(merchantId: bigint, publicId: string): Promise<Coupon> {
    const coupon = await this.uow.read((tx) => this.coupons.findByPublicId(tx, merchantId, publicId));
    if (!coupon) throw AppError.notFound('coupon', publicId);
    return coupon;
  }

  list(merchantId: bigint, query: ListCouponsQuery): Promise<Page<Coupon>> {
    const filter = {
      ...(query.code !== undefined && { code: query.code }),
      ...(query.active !== undefined && { active: query.active === 'true' }),
    };
    return this.uow.read((tx) => this.coupons.page(tx, merchantId, filter, toPageRequest(query)));
  }
}
