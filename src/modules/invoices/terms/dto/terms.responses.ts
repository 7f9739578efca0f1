import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../../domain/money/money.js';
import type { Coupon, DiscountRow } from '../../../coupons/index.js';
import type { PendingLine } from '../pending-line.entity.js';

export class DiscountResponse {
  @ApiProperty({ example: 'disc_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'coup_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  coupon: string;

  @ApiProperty({ description: 'What was redeemed.', example: 'RAMADAN25' })
  code: string;

  @ApiProperty({ example: 'Ramadan offer' })
  name: string;

  @ApiProperty({ type: String, nullable: true, example: 'عرض رمضان' })
  name_ar: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Invoices of periods that it still discounts; null for all to come.',
    example: 3,
  })
  periods_left: number | null;

  @ApiProperty()
  created_at: string;
}

export class DiscountsResponse {
  @ApiProperty({ type: [DiscountResponse], description: 'In the order in which they apply.' })
  data: DiscountResponse[];
}

export class PendingLineResponse {
  @ApiProperty({ example: 'pend_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'On-site setup' })
  description: string;

  @ApiProperty({ example: 1 })
  quantity: number;

  @ApiProperty({ example: '25.000' })
  unit_amount: string;

  @ApiProperty({ description: 'With a minus sign for a credit; before discount and tax.', example: '25.000' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'Coupons count for it.' })
  discountable: boolean;

  @ApiProperty()
  created_at: string;
}

export class PendingLinesResponse {
  @ApiProperty({ type: [PendingLineResponse] })
  data: PendingLineResponse[];
}

export function presentDiscount(row: DiscountRow, coupon: Coupon): DiscountResponse {
  return {
    id: row.publicId,
    coupon: coupon.publicId,
    code: coupon.code,
    name: coupon.name,
    name_ar: coupon.nameAr,
    periods_left: row.periodsLeft,
    created_at: row.createdAt.toISOString(),
  };
}

export function presentPendingLine(line: PendingLine): PendingLineResponse {
  const amount = (minor: bigint) => formatAmount(money(minor, line.currency));
  return {
    id: line.publicId,
    description: line.description,
    quantity: Number(line.quantity),
    unit_amount: amount(line.unitAmountMinor),
    amount: amount(line.unitAmountMinor * line.quantity),
    currency: line.currency,
    discountable: line.discountable,
    created_at: line.createdAt.toISOString(),
  };
}
