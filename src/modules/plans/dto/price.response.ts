import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { TierInputs } from '../../../domain/pricing/price-inputs.js';
import { PRICE_MODELS } from '../../../domain/pricing/price-model.js';
import { formatUnitAmount, parseUnitAmount } from '../../../domain/pricing/unit-amount.js';
import { AGGREGATIONS } from '../../../domain/pricing/usage.js';
import type { Price } from '../price.entity.js';
import { isOneOff } from '../price-terms.js';

export class TierResponse {
  @ApiProperty({ description: 'The first unit of the tier.', example: 1 })
  from: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Its last unit; null: without end.',
    example: 1000,
  })
  up_to: number | null;

  @ApiProperty({ description: 'Of each unit in it.', example: '0.0100' })
  unit_amount: string;

  @ApiProperty({ description: 'Once, if the tier is reached.', example: '0.000' })
  flat_amount: string;
}

export class UsageResponse {
  @ApiProperty({
    enum: AGGREGATIONS,
    description: 'How records of a period become one quantity: added, the greatest, or the last.',
    example: 'sum',
  })
  aggregation: string;

  @ApiProperty({
    description: 'How long after its period usage may still come and count in it.',
    example: 60,
  })
  grace_minutes: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'From how much unbilled usage on an invoice is made at once.',
    example: null,
  })
  threshold: string | null;
}

export class PriceResponse {
  @ApiProperty({ example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  plan: string;

  @ApiProperty({ example: 1, description: 'Of which version of the plan.' })
  plan_version: number;

  @ApiProperty({
    enum: PRICE_MODELS,
    description:
      'flat: one amount; per_unit: each unit costs it; package: each begun package; graduated: each unit by the tier that it falls in; volume: all by the tier of the whole quantity.',
    example: 'per_unit',
  })
  model: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '9.500',
    description: 'Of one unit, one package, or flat. Null of tiered prices, and where unit_amount is finer.',
  })
  amount: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Of one unit, where it is finer than the currency.',
  })
  unit_amount: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Of a package: how many units.', example: null })
  package_size: number | null;

  @ApiProperty({
    type: [TierResponse],
    nullable: true,
    description: 'Of graduated and volume prices.',
    example: null,
  })
  tiers: TierResponse[] | null;

  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({
    enum: ['recurring', 'one_off'],
    description: 'recurring: every period; one_off: once.',
    example: 'recurring',
  })
  type: string;

  @ApiProperty({
    enum: ['day', 'week', 'month', 'year'],
    type: String,
    nullable: true,
    description: 'The unit of a period; null of one_off.',
    example: 'month',
  })
  interval: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How many of them a period has.', example: 1 })
  interval_count: number | null;

  @ApiProperty({
    enum: ['in_advance', 'in_arrears'],
    description: 'in_advance: at the beginning of a period; in_arrears: after it.',
    example: 'in_advance',
  })
  billing: string;

  @ApiProperty({ type: UsageResponse, nullable: true, example: null, description: 'Of a metered price.' })
  usage: UsageResponse | null;

  @ApiProperty({ type: String, nullable: true, description: 'For you only.', example: 'Monthly' })
  nickname: string | null;

  @ApiProperty({ description: 'False: it takes no new subscriptions; those it has go on.', example: true })
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
    plan_version: price.planVersion,
    model: price.model,
    amount: price.amountMinor === null ? null : formatAmount(money(price.amountMinor, price.currency)),
    unit_amount:
      price.fineAmount === null ? null : formatUnitAmount(parseUnitAmount(price.fineAmount, price.currency)),
    package_size: price.packageSize === null ? null : Number(price.packageSize),
    tiers: price.tiers && presentTiers(price.tiers),
    currency: price.currency,
    type: isOneOff(price) ? 'one_off' : 'recurring',
    interval: price.intervalUnit,
    interval_count: price.intervalCount,
    billing: price.billing,
    usage: price.usageAggregation === null ? null : presentUsage(price),
    nickname: price.nickname,
    active: price.active,
    metadata: price.metadata,
    created_at: price.createdAt.toISOString(),
  };
}

function presentUsage({ usageAggregation, usageGraceMinutes, usageThresholdMinor: minor, currency }: Price) {
  const threshold = minor === null ? null : formatAmount(money(minor, currency));
  return { aggregation: usageAggregation!, grace_minutes: usageGraceMinutes!, threshold };
}

function presentTiers(tiers: TierInputs[]): TierResponse[] {
  return tiers.map(({ up_to, unit_amount, flat_amount }, index) => ({
    from: index === 0 ? 1 : Number(tiers[index - 1]!.up_to) + 1,
    up_to: up_to === null ? null : Number(up_to),
    unit_amount,
    flat_amount,
  }));
}
