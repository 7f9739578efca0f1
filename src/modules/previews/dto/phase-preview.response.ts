import { ApiProperty } from '@nestjs/swagger';
import type { ForecastEntry } from '../../../domain/subscription/forecast.js';
import { ForetoldInvoiceResponse } from '../../insights/index.js';
import { describeScheduled } from '../../subscriptions/index.js';
import type { ComingPhase } from '../coming-phases.js';

export class PhasePreviewResponse {
  @ApiProperty({
    description: 'How many whole periods come before it, as they are counted in the request.',
    example: 3,
  })
  after_periods: number;

  @ApiProperty({
    description: 'When it begins; of a new subscription, if its customer takes the first step now.',
  })
  at: string;

  @ApiProperty({ description: 'For people.', example: '1 × price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  what: string;

  @ApiProperty({ type: ForetoldInvoiceResponse, nullable: true, description: 'Its first invoice.' })
  invoice: ForetoldInvoiceResponse | null;
}

/** `countedFrom` is the period after which they are counted. */
export function presentPhases(
  phases: readonly ComingPhase[],
  countedFrom: number,
  shown: (entry: ForecastEntry) => ForetoldInvoiceResponse,
): PhasePreviewResponse[] {
  return phases.map(({ at, plan, first }) => ({
    after_periods: plan.when.periodIndex - countedFrom,
    at: at.toISOString(),
    what: describeScheduled(plan.what),
    invoice: first && shown(first),
  }));
}
