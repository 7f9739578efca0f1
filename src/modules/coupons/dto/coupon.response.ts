import { ApiProperty } from '@nestjs/swagger';
import { percentText } from '../../../domain/discount/percent.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { type Coupon, COUPON_DURATIONS } from '../coupon.entity.js';

export class CouponResponse {
  @ApiProperty({ example: 'coup_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ description: 'What a customer gives.', example: 'RAMADAN25' })
  code: string;

  @ApiProperty({ description: 'As it stands on invoices.', example: 'Ramadan offer' })
  name: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'On Arabic invoices; null: the name is for both languages.',
    example: 'عرض رمضان',
  })
  name_ar: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it takes off, in percent; null: an amount.',
    example: '25',
  })
  percent_off: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it takes off; null: a percentage.',
    example: null,
  })
  amount_off: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the amount; null of a percentage.',
    example: null,
  })
  currency: string | null;

  @ApiProperty({
    enum: COUPON_DURATIONS,
    description:
      'once: one invoice; repeating: duration_periods of them; forever: as long as the subscription.',
  })
  duration: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of one that repeats: how many periods.',
    example: 3,
  })
  duration_periods: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How often it may be redeemed; null: without limit.',
    example: 100,
  })
  max_redemptions: number | null;

  @ApiProperty({
    description: 'How often it was redeemed; not for what ended before its first payment.',
    example: 12,
  })
  redemptions: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Until when it may be redeemed; null: without end.',
  })
  expires_at: string | null;

  @ApiProperty({ description: 'A customer may redeem it for one subscription only.' })
  once_per_customer: boolean;

  @ApiProperty({ type: [String], nullable: true, description: 'For which plans; null: for all.' })
  plans: string[] | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  metadata: Record<string, string>;

  @ApiProperty({ description: 'False: withdrawn; subscriptions that have it keep it.' })
  active: boolean;

  @ApiProperty()
  created_at: string;
}

export function presentCoupon(coupon: Coupon): CouponResponse {
  const { percentMillionths, amountMinor, currency } = coupon;
  return {
    id: coupon.publicId,
    code: coupon.code,
    name: coupon.name,
    name_ar: coupon.nameAr,
    percent_off: percentMillionths === null ? null : percentText(BigInt(percentMillionths)),
    amount_off: amountMinor === null ? null : formatAmount(money(amountMinor, currency!)),
    currency,
    duration: coupon.duration,
    duration_periods: coupon.durationPeriods,
    max_redemptions: coupon.maxRedemptions,
    redemptions: coupon.redemptions,
    expires_at: coupon.expiresAt?.toISOString() ?? null,
    once_per_customer: coupon.oncePerCustomer,
    plans: coupon.plans,
    metadata: coupon.metadata,
    active: coupon.deactivatedAt === null,
    created_at: coupon.createdAt.toISOString(),
  };
}
