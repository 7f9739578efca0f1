import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, subtract } from '../../../domain/money/money.js';
import { priceQuantity } from '../../../domain/pricing/price-model.js';
import { AGGREGATIONS } from '../../../domain/pricing/usage.js';
import { modelOf, type Price } from '../../plans/index.js';
import type { UsageRecord } from '../usage-record.entity.js';
import type { UsageTotal } from '../usage-total.entity.js';

export class UsageRecordResponse {
  @ApiProperty({ example: 'use_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  item: string;

  @ApiProperty({ description: 'How much was used.', example: 120 })
  quantity: number;

  @ApiProperty({ description: 'Under which it counts once.', example: 'job-2027-01-31-0001' })
  key: string;

  @ApiProperty({ description: 'When it was used.', example: '2027-01-31T09:00:00.000Z' })
  timestamp: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2027-01-10T06:00:00.000Z',
    description: 'The period in which it counts; null of usage in a trial, which is free.',
  })
  period_start: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When it was taken back; null while it counts.',
    example: null,
  })
  voided_at: string | null;
}

export class RecordedUsageResponse extends UsageRecordResponse {
  @ApiProperty({ example: false, description: 'It was recorded before, under this key.' })
  duplicate: boolean;
}

export class RecordedBatchResponse {
  @ApiProperty({ type: [RecordedUsageResponse] })
  data: RecordedUsageResponse[];
}

export class UsageTotalResponse {
  @ApiProperty({ example: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  item: string;

  @ApiProperty({ example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  price: string;

  @ApiProperty()
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({
    enum: AGGREGATIONS,
    description: 'How records of a period become one quantity: added, the greatest, or the last.',
    example: 'sum',
  })
  aggregation: string;

  @ApiProperty({ description: 'What was used in the period.', example: 1200 })
  quantity: number;

  @ApiProperty({ description: 'How many records that is.', example: 10 })
  records: number;

  @ApiProperty({ example: '12.000', description: 'What this quantity costs, before discount and tax.' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ example: 1200, description: 'What of it stands on invoices.' })
  billed_quantity: number;

  @ApiProperty({
    example: '0.000',
    description:
      'What the rest will come to, before discount and tax; less than zero where more made all cheaper.',
  })
  unbilled_amount: string;

  @ApiProperty({ description: 'A part was billed at a threshold, before the period was over.' })
  billed_ahead: boolean;
}

export class UsageThresholdResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: no invoice is made sooner.',
    example: '50.000',
  })
  amount: string | null;

  @ApiProperty({ example: 'KWD' })
  currency: string;
}

export class UsageSummaryResponse {
  @ApiProperty({ type: [UsageTotalResponse], description: 'The latest periods first.' })
  data: UsageTotalResponse[];
}

export function presentRecord(
  record: UsageRecord,
  item: string,
  voidedAt: Date | null = null,
): UsageRecordResponse {
  return {
    id: record.publicId,
    item,
    quantity: Number(record.quantity),
    key: record.key,
    timestamp: record.usedAt.toISOString(),
    period_start: record.periodStart?.toISOString() ?? null,
    voided_at: voidedAt?.toISOString() ?? null,
  };
}

export function presentTotal(total: UsageTotal, item: string, price: Price): UsageTotalResponse {
  const { amount } = priceQuantity(modelOf(price), total.quantity);
  const billed =
    total.billedRecords === 0n ? null : priceQuantity(modelOf(price), total.billedQuantity).amount;
  return {
    item,
    price: price.publicId,
    period_start: total.periodStart.toISOString(),
    period_end: total.periodEnd.toISOString(),
    aggregation: total.aggregation,
    quantity: Number(total.quantity),
    records: Number(total.records),
    amount: formatAmount(amount),
    currency: amount.currency,
    billed_quantity: Number(total.billedQuantity),
    unbilled_amount: formatAmount(billed === null ? amount : subtract(amount, billed)),
    billed_ahead: total.billedAhead,
  };
}
