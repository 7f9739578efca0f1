import { ApiProperty } from '@nestjs/swagger';
import type { Feature } from '../../../domain/entitlement/entitlements.js';
import { STUB_POLICIES } from '../../../domain/subscription/stub-policy.js';
import { CATCH_UP_POLICIES } from '../../../domain/subscription/catch-up.js';
import type { Plan } from '../plan.entity.js';
import type { Price } from '../price.entity.js';
import { FeatureResponse } from './feature.response.js';
import { presentPrice, PriceResponse } from './price.response.js';

export class PlanResponse {
  @ApiProperty({ example: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'Gold membership' })
  name: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'On Arabic invoices; null: the name is for both languages.',
    example: 'العضوية الذهبية',
  })
  name_ar: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'All clubs, all hours' })
  description: string | null;

  @ApiProperty({ description: 'False: it takes no new subscriptions; those it has go on.', example: true })
  active: boolean;

  @ApiProperty({ description: 'How long a new subscription costs nothing.', example: 0 })
  trial_days: number;

  @ApiProperty({ example: 1, description: 'The version that is sold.' })
  version: number;

  @ApiProperty({ type: [FeatureResponse], description: 'What that version gives.' })
  features: FeatureResponse[];

  @ApiProperty({ example: false, description: 'Sold only beside a plan that is none.' })
  add_on: boolean;

  @ApiProperty({ example: 0, description: 'For how many periods the customer is bound.' })
  minimum_periods: number;

  @ApiProperty({
    enum: [...STUB_POLICIES],
    description: 'What the time until an anchor costs a new subscription that does not say it.',
    example: 'prorated',
  })
  stub: string;

  @ApiProperty({ type: [PriceResponse], description: 'Those of the version that is sold.' })
  prices: PriceResponse[];

  @ApiProperty({
    enum: [...CATCH_UP_POLICIES],
    example: 'each',
    description:
      'What becomes of periods that were missed, after a downtime: each is billed, only the latest, or a person is asked.',
  })
  catch_up: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: null,
    description: 'For how long the invoice of a period stays a draft; null: as the merchant says.',
  })
  invoice_review_hours: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "How its declined renewals are collected; null: by the merchant's default.",
    example: null,
  })
  dunning_policy: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { crm_id: 'A-17' } })
  metadata: Record<string, string>;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  updated_at: string;
}

/** `prices` may hold those of other plans as well. */
export function presentPlan(
  plan: Plan,
  prices: Price[],
  features: Feature[],
  dunningPolicy: string | null,
): PlanResponse {
  return {
    id: plan.publicId,
    name: plan.name,
    name_ar: plan.nameAr,
    description: plan.description,
    active: plan.active,
    trial_days: plan.trialDays,
    version: plan.version,
    features,
    add_on: plan.addOn,
    minimum_periods: plan.minimumPeriods,
    prices: prices
      .filter((price) => price.planId === plan.id)
      .map((price) => presentPrice(price, plan.publicId)),
    stub: plan.stub,
    catch_up: plan.catchUp,
    invoice_review_hours: plan.invoiceReviewHours,
    dunning_policy: dunningPolicy,
    metadata: plan.metadata,
    created_at: plan.createdAt.toISOString(),
    updated_at: plan.updatedAt.toISOString(),
  };
}
