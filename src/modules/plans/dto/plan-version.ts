import { ApiProperty } from '@nestjs/swagger';
import { ListField, TextField } from '../../../platform/http/fields.js';
import type { Plan } from '../plan.entity.js';
import type { PlanVersion } from '../plan-version.entity.js';
import type { Price } from '../price.entity.js';
import { CreatePriceRequest } from './create-price.request.js';
import { FeatureRequest, MOST_FEATURES } from './feature.request.js';
import { FeatureResponse } from './feature.response.js';
import { presentPrice, PriceResponse } from './price.response.js';

export class CreatePlanVersionRequest {
  @ListField(() => CreatePriceRequest, {
    min: 1,
    max: 50,
    description: 'For how much it is sold from now on.',
  })
  prices: CreatePriceRequest[];

  @ListField(() => FeatureRequest, {
    min: 0,
    max: MOST_FEATURES,
    description: 'What it gives from now on; the same as before when absent.',
    optional: true,
  })
  features?: FeatureRequest[];

  @TextField({ max: 500, description: 'For people: what is new.', example: 'Prices of 2028', nullable: true })
  note?: string | null;
}

export class PlanVersionResponse {
  @ApiProperty({ example: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  plan: string;

  @ApiProperty({ example: 2 })
  version: number;

  @ApiProperty({
    example: true,
    description: 'It is the one that is sold; the others stay with whom they were sold to.',
  })
  current: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'For you only.', example: 'Prices of 2028' })
  note: string | null;

  @ApiProperty({ type: [FeatureResponse], description: 'What it gives.' })
  features: FeatureResponse[];

  @ApiProperty({ type: [PriceResponse], description: 'What it costs.' })
  prices: PriceResponse[];

  @ApiProperty()
  created_at: string;
}

export class PlanVersionsResponse {
  @ApiProperty({ type: [PlanVersionResponse], description: 'The latest first.' })
  data: PlanVersionResponse[];
}

/** `prices` may hold those of other versions as well. */
export function presentVersion(plan: Plan, version: PlanVersion, prices: Price[]): PlanVersionResponse {
  return {
    plan: plan.publicId,
    version: version.version,
    current: version.version === plan.version,
    note: version.note,
    features: version.features,
    prices: prices
      .filter(({ planVersion }) => planVersion === version.version)
      .map((price) => presentPrice(price, plan.publicId)),
    created_at: version.createdAt.toISOString(),
  };
}
