import { Injectable } from '@nestjs/common';
import { In, IsNull, Not, Raw } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { Coupon } from './coupon.entity.js';

export type NewCoupon = Omit<Coupon, 'id' | 'publicId' | 'redemptions' | 'deactivatedAt'>;

export interface CouponFilter {
  code?: string;
  active?: boolean;
}

const sameCode = (code: string) => Raw((column) => `upper(${column}) = upper(:code)`, { code });

@Injectable()
export class CouponsRepository {
  async insert(tx: Tx, row: NewCoupon): Promise<Coupon> {
    const coupon = Object.assign(new Coupon(), row, {
      publicId: newId('coupon'),
      redemptions: 0,
      deactivatedAt: null,
    });
    await tx.insert(Coupon, coupon);
    return coupon;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Coupon | null> {
    return tx.findOneBy(Coupon, { merchantId, publicId });
  }

  /** The one that is not withdrawn. */
  findByCode(tx: Tx, merchantId: bigint, code: string): Promise<Coupon | null> {
    return tx.findOneBy(Coupon, { merchantId, code: sameCode(code), deactivatedAt: IsNull() });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Coupon[]> {
    return ids.length === 0 ? Promise.resolve([]) : tx.findBy(Coupon, { merchantId, id: In(ids) });
  }

  /** Whoever redeems one takes turns: of two for the last redemption the second sees the first. */
  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Coupon> {
    return tx.findOneOrFail(Coupon, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  countRedemption(tx: Tx, coupon: Coupon): Promise<void> {
    return this.setRedemptions(tx, coupon, coupon.redemptions + 1);
  }

  takeBackRedemption(tx: Tx, coupon: Coupon): Promise<void> {
    return this.setRedemptions(tx, coupon, coupon.redemptions - 1);
  }

  private async setRedemptions(tx: Tx, coupon: Coupon, redemptions: number): Promise<void> {
    const { merchantId, id } = coupon;
    assertAffected(await tx.update(Coupon, { merchantId, id }, { redemptions }), `coupon ${id}`);
    coupon.redemptions = redemptions;
  }

  async rename(tx: Tx, coupon: Coupon, names: Pick<Coupon, 'name' | 'nameAr'>): Promise<void> {
    const { merchantId, id } = coupon;
    assertAffected(await tx.update(Coupon, { merchantId, id }, names), `coupon ${id}`);
    Object.assign(coupon, names);
  }

  async deactivate(tx: Tx, coupon: Coupon, at: Date): Promise<void> {
    const { merchantId, id } = coupon;
    assertAffected(await tx.update(Coupon, { merchantId, id }, { deactivatedAt: at }), `coupon ${id}`);
    coupon.deactivatedAt = at;
  }

  page(tx: Tx, merchantId: bigint, { code, active }: CouponFilter, page: PageRequest): Promise<Page<Coupon>> {
    return pageOf(
      tx,
      Coupon,
      {
        merchantId,
        ...(code !== undefined && { code: sameCode(code) }),
        ...(active !== undefined && { deactivatedAt: active ? IsNull() : Not(IsNull()) }),
      },
      page,
    );
  }
}
