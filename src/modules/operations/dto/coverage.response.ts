import { ApiProperty } from '@nestjs/swagger';
import { SUBSCRIPTION_STATES } from '../../../domain/subscription/subscription-states.js';
import type { Seam, UnownedPeriod } from '../coverage.repository.js';
import type { CoverageView } from '../use-cases/read-coverage.js';

class CoverageCountsResponse {
  @ApiProperty({ description: 'How many were looked at.', example: 1200 })
  subscriptions: number;

  @ApiProperty({ example: 14_000, description: 'Periods with an invoice.' })
  invoiced: number;

  @ApiProperty({ example: 3, description: 'Periods that nobody ever owed, each with its reason.' })
  skipped: number;

  @ApiProperty({
    example: 1,
    description:
      'Periods that were owed, or drafted, and are not any more: voided by a person, or never paid for on their page.',
  })
  voided: number;

  @ApiProperty({ example: 0, description: 'Subscriptions with a period that is due and not billed yet.' })
  queued: number;

  @ApiProperty({ example: 0, description: 'Of these, what nobody has: more than 0 must not be.' })
  forgotten: number;
}

class UnownedPeriodResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty()
  period_start: string;

  @ApiProperty()
  period_end: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why nobody owes it.' })
  reason: string | null;
}

class QueuedPeriodResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: [...SUBSCRIPTION_STATES],
    description: 'What the subscription is now.',
    example: 'active',
  })
  status: string;

  @ApiProperty({ description: 'When its next period is due, counted from what was billed.' })
  due_since: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the clock looks at it; null: it never does.',
  })
  next_bill_at: string | null;

  @ApiProperty({
    enum: ['clock', 'failing', 'quarantine', 'cancel', 'ending', 'given_up', 'forgotten'],
    description:
      'clock: billed in a moment; failing: tried again; quarantine: a person has it; cancel: waits for an answer; ' +
      'ending: all was billed, and it ends when that is paid; given_up: nothing is billed until what it owes is paid, ' +
      'and periods that are over by then are skipped; forgotten: the clock comes never or too late, which must not be.',
  })
  queue: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is not billed yet.' })
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
    example: 'paused',
    enum: ['paused', 'interval_changed', 'reactivated', 'billing_day_moved'],
    description:
      'Why periods were counted anew from just there; null: they were not, and somebody should look.',
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

  @ApiProperty({
    type: [UnownedPeriodResponse],
    description: 'Never owed: missed, or passed without access.',
  })
  skipped: UnownedPeriodResponse[];

  @ApiProperty({ type: [UnownedPeriodResponse], description: 'Owed, or drafted, and then taken back.' })
  voided: UnownedPeriodResponse[];

  @ApiProperty({ type: [SeamResponse], description: 'Where no invoice covers time between two periods.' })
  gaps: SeamResponse[];

  @ApiProperty({ type: [SeamResponse], description: 'Where two invoices cover the same time.' })
  overlaps: SeamResponse[];
}

export function presentCoverage(view: CoverageView): CoverageResponse {
  const { now, counts, skipped, voided, queued, seams } = view;
  return {
    now: now.toISOString(),
    complete: counts.forgotten === 0 && seams.every(({ reason }) => reason !== null),
    counts,
    queued: queued.map(({ dueSince, nextBillAt, ...row }) => ({
      ...row,
      due_since: dueSince.toISOString(),
      next_bill_at: nextBillAt?.toISOString() ?? null,
    })),
    skipped: skipped.map(presentUnowned),
    voided: voided.map(presentUnowned),
    gaps: seams.filter(({ endedAt, beganAt }) => endedAt < beganAt).map(presentSeam),
    overlaps: seams.filter(({ endedAt, beganAt }) => endedAt > beganAt).map(presentSeam),
  };
}

function presentUnowned({
  subscription,
  periodStart,
  periodEnd,
  reason,
}: UnownedPeriod): UnownedPeriodResponse {
  return {
    subscription,
    period_start: periodStart.toISOString(),
    period_end: periodEnd.toISOString(),
    reason,
  };
}

function presentSeam({ subscription, endedAt, beganAt, reason }: Seam): SeamResponse {
  return { subscription, ended_at: endedAt.toISOString(), began_at: beganAt.toISOString(), reason };
}
