import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { Discount } from '../../domain/discount/discount.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import { newId } from '../../platform/ids/type-id.js';
import { Coupon } from './coupon.entity.js';
import { DiscountRow } from './discount.entity.js';

export type NewDiscount = Omit<DiscountRow, 'id' | 'publicId' | 'endedAt' | 'releasedAt' | 'usedAhead'>;

/** A discount that is in force, as billing needs it. */
export interface StandingDiscount extends RowKey {
  publicId: string;
  subscriptionId: bigint;
  periodsLeft: number | null;
  coupon: Omit<Discount, 'priceIds'>;
  /** Public ids of plans; null for all. */
  plans: readonly string[] | null;
}

interface JoinedRow extends Pick<Coupon, 'name' | 'currency' | 'plans'> {
  name_ar: string | null;
  merchant_id: bigint;
  id: bigint;
  public_id: string;
  subscription_id: bigint;
  periods_left: number | null;
  used_ahead: boolean;
  coupon: string;
  percent_millionths: number | null;
  amount_minor: bigint | null;
}

@Injectable()
export class DiscountsRepository {
  async insert(tx: Tx, row: NewDiscount): Promise<DiscountRow> {
    const open = { publicId: newId('discount'), endedAt: null, releasedAt: null, usedAhead: false };
    const discount = Object.assign(new DiscountRow(), row, open);
    await tx.insert(DiscountRow, discount);
    return discount;
  }

  /** Of many subscriptions, over all merchants of a batch, in the order in which they were redeemed. */
  async standing(tx: Tx, subscriptions: readonly RowKey[]): Promise<StandingDiscount[]> {
    if (subscriptions.length === 0) return [];
    const rows = await tx.query<JoinedRow[]>(
      `SELECT d.merchant_id, d.id, d.public_id, d.subscription_id, d.periods_left, d.used_ahead, c.public_id AS coupon, c.name, c.name_ar,
         c.percent_millionths, c.amount_minor, c.currency, c.plans
       FROM unnest($1::bigint[], $2::bigint[]) k (merchant_id, id)
       JOIN discounts d ON d.merchant_id = k.merchant_id AND d.subscription_id = k.id AND d.ended_at IS NULL
       JOIN coupons c ON c.merchant_id = d.merchant_id AND c.id = d.coupon_id
       ORDER BY d.id`,
      [subscriptions.map(({ merchantId }) => merchantId), subscriptions.map(({ id }) => id)],
    );
    return rows.map(standingOf);
  }

  ofSubscriptions(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<DiscountRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    const where = { merchantId, subscriptionId: In(ids), endedAt: IsNull() };
    return tx.find(DiscountRow, { where, order: { id: 'ASC' } });
  }

  /** Whether the customer has used it: what came of nothing does not count. */
  existsOfCustomer(tx: Tx, { merchantId, id: couponId }: Coupon, customerId: bigint): Promise<boolean> {
    return tx.existsBy(DiscountRow, { merchantId, couponId, customerId, releasedAt: IsNull() });
  }

  /** All that were redeemed for it and count, also those that have ended; by coupon, as they are to be locked. */
  countedOf(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<DiscountRow[]> {
    const where = { merchantId, subscriptionId, releasedAt: IsNull() };
    return tx.find(DiscountRow, { where, order: { couponId: 'ASC', id: 'ASC' } });
  }

  async update(
    writer: Writer,
    { merchantId, id }: RowKey,
    patch: Partial<Pick<DiscountRow, 'periodsLeft' | 'usedAhead' | 'endedAt' | 'releasedAt'>>,
  ): Promise<void> {
    await updateRow(writer, DiscountRow, { merchantId, id }, patch, `discount ${id}`);
  }
}

function standingOf(row: JoinedRow): StandingDiscount {
  const { name, name_ar: nameAr, plans } = row;
  const { percent_millionths: percentMillionths, amount_minor: amountMinor, currency } = row;
  const value = valueOf({ percentMillionths, amountMinor, currency });
  return {
    merchantId: row.merchant_id,
    id: row.id,
    publicId: row.public_id,
    subscriptionId: row.subscription_id,
    periodsLeft: row.periods_left,
    coupon: { couponId: row.coupon, name, nameAr, value, isUsedAhead: row.used_ahead },
    plans,
  };
}

export function valueOf(
  coupon: Pick<Coupon, 'percentMillionths' | 'amountMinor' | 'currency'>,
): Discount['value'] {
  const { percentMillionths, amountMinor, currency } = coupon;
  return percentMillionths === null
    ? { kind: 'amount', amount: money(amountMinor!, currency!) }
    : { kind: 'percentage', millionths: BigInt(percentMillionths) };
}
