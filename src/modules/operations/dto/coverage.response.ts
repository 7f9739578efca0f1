import { ApiProperty } from '@nestjs/swagger';
import type { Seam } from '../coverage.repository.js';
import type { CoverageView } from '../use-cases/read-coverage.js';

class CoverageCountsResponse {
  @ApiProperty({ example: 1200 })
  subscriptions: number;

  @ApiProperty({ example: 14_000, description: 'Periods with an invoice.' })
  invoiced: number;

  @ApiProperty({ example: 3, description: 'Periods that nobody owes, each with its reason.' })
  skipped: number;

  @ApiProperty({ example: 0, description: 'Subscriptions with a period that is due and not billed yet.' })
  queued: number;

  @ApiProperty({ example: 0, description: 'Of these, what nobody has: more than 0 must not be.' })
  forgotten: number;
}

class SkippedPeriodResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty()
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
}

class QueuedPeriodResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({ example: 'active' })
  status: string;

  @ApiProperty({ type: String, nullable: true })
  due_since: string | null;

  @ApiProperty({
    enum: ['clock', 'failing', 'quarantine', 'cancel', 'forgotten'],
    description:
      'clock: billed in a moment; failing: tried again; quarantine: a person has it; cancel: waits for an answer; forgotten: nobody has it, which must not be.',
  })
  queue: string;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
}

class SeamResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({ description: 'Where the period of one invoice ends …' })
  ended_at: string;

  @ApiProperty({ description: '… and where that of the next one begins.' })
  began_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'subscription.paused',
    description: 'What was done to the subscription in between; null: nothing was, and somebody should look.',
  })
  reason: string | null;
}

export class CoverageResponse {
  @ApiProperty({ description: "The merchant's present." })
  now: string;

  @ApiProperty({ description: 'Nothing is forgotten, and no gap or overlap is without a reason.' })
  complete: boolean;

  @ApiProperty({ type: CoverageCountsResponse })
  counts: CoverageCountsResponse;

  @ApiProperty({ type: [QueuedPeriodResponse], description: 'What nobody has comes first.' })
  queued: QueuedPeriodResponse[];

  @ApiProperty({ type: [SkippedPeriodResponse] })
  skipped: SkippedPeriodResponse[];

  @ApiProperty({ type: [SeamResponse] })
  gaps: SeamResponse[];

  @ApiProperty({ type: [SeamResponse] })
  overlaps: SeamResponse[];
}

export function presentCoverage({ now, counts, skipped, queued, seams }: CoverageView): CoverageResponse {
  return {
    now: now.toISOString(),
    complete: counts.forgotten === 0 && seams.every(({ reason }) => reason !== null),
    counts,
    queued: queued.map(({ dueSince, ...row }) => ({ ...row, due_since: dueSince?.toISOString() ?? null })),
    skipped: skipped.map(({ subscription, periodStart, periodEnd, reason }) => ({
      subscription,
      period_start: periodStart.toISOString(),
      period_end: periodEnd.toISOString(),
      reason,
    })),
    gaps: seams.filter(({ endedAt, beganAt }) => endedAt < beganAt).map(presentSeam),
    overlaps: seams.filter(({ endedAt, beganAt }) => endedAt > beganAt).map(presentSeam),
  };
}

function presentSeam({ subscription, endedAt, beganAt, reason }: Seam): SeamResponse {
  return { subscription, ended_at: endedAt.toISOString(), began_at: beganAt.toISOString(), reason };
}
