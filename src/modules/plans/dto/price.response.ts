import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '../../../domain/money/money.js';
import type { Price } from '../price.entity.js';

export class PriceResponse {
  @ApiProperty({ example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  plan: string;

  @ApiProperty({ example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ enum: ['day', 'week', 'month', 'year'], example: 'month' })
  interval: string;

  @ApiProperty({ example: 1 })
  interval_count: number;

  @ApiProperty({ type: String, nullable: true, example: 'Monthly' })
  nickname: string | null;

  @ApiProperty({ example: true })
  active: boolean;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  metadata: Record<string, string>;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;
}

export function presentPrice(price: Price, planPublicId: string): PriceResponse {
  return {
    id: price.publicId,
    plan: planPublicId,
    amount: formatAmount({ minor: price.amountMinor, currency: price.currency }),
    currency: price.currency,
    interval: price.intervalUnit,
    interval_count: price.intervalCount,
    nickname: price.nickname,
    active: price.active,
    metadata: price.metadata,
    created_at: price.createdAt.toISOString(),
  };
}
