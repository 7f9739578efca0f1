import { ApiProperty } from '@nestjs/swagger';
import { type Attempt, AttemptResponse, presentAttempt } from '../../charges/index.js';
import { secondsBetween } from '../age.js';
import type { ChargeNames } from '../queue.repository.js';

export class UnknownAttemptResponse extends AttemptResponse {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({ example: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  invoice: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: its invoice belongs to no subscription.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  subscription: string | null;

  @ApiProperty({ example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  customer: string;

  @ApiProperty({ description: 'Seconds since the money was asked for.', example: 754 })
  age_seconds: number;

  @ApiProperty({ description: 'Why nobody knows yet.', example: 'no answer within 60 s' })
  reason: string;

  @ApiProperty({ type: String, nullable: true, description: 'When the session was closed against payment.' })
  fenced_at: string | null;

  @ApiProperty({ description: 'How often its session was read.', example: 2 })
  looks: number;

  @ApiProperty({ description: 'How often Ottu was made to ask the card gateway.', example: 0 })
  inquiries: number;

  @ApiProperty({ type: String, nullable: true, description: 'When the gateway was asked last.' })
  last_inquiry_at: string | null;
}

export interface UnknownAttemptView {
  id: bigint;
  attempt: Attempt;
  now: Date;
  timesAsked: number;
  names: ChargeNames;
}

export function presentUnknown({
  attempt,
  now,
  timesAsked,
  names,
}: UnknownAttemptView): UnknownAttemptResponse {
  return {
    ...presentAttempt(attempt),
    ...names,
    age_seconds: secondsBetween(attempt.sentAt ?? attempt.preparedAt, now),
    reason: attempt.trouble?.message ?? 'its answer is awaited',
    fenced_at: attempt.fencedAt?.toISOString() ?? null,
    // Looks and inquiries are told alike; an inquiry that is under way is counted before it is told.
    looks: Math.max(0, timesAsked - attempt.inquiries),
    inquiries: attempt.inquiries,
    last_inquiry_at: attempt.lastInquiryAt?.toISOString() ?? null,
  };
}
