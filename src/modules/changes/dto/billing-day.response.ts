import { ApiProperty } from '@nestjs/swagger';
import { SubscriptionResponse } from '../../subscriptions/index.js';
import type { PlannedBillingDay } from '../use-cases/move-billing-day.js';

export class BillingDayResponse {
  @ApiProperty({ type: SubscriptionResponse, description: 'As it is now, with the day of before.' })
  subscription: SubscriptionResponse;

  @ApiProperty({
    description: 'By which it can be undone, with DELETE of /scheduled-changes/{id}.',
    example: 'sch_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  scheduled_change: string;

  @ApiProperty({ description: 'When the day becomes the other: where the running period ends.' })
  effective_at: string;

  @ApiProperty({ description: 'When whole periods begin, on the new day.' })
  counted_from: string;
}

export function presentBillingDay(
  { decided, scheduled }: PlannedBillingDay,
  subscription: SubscriptionResponse,
): BillingDayResponse {
  return {
    subscription,
    scheduled_change: scheduled.publicId,
    effective_at: decided.effectiveAt.toISOString(),
    counted_from: decided.countedFrom.toISOString(),
  };
}
