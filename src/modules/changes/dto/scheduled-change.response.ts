import { ApiProperty } from '@nestjs/swagger';
import { describeScheduled, type ScheduledChange } from '../../subscriptions/index.js';

export class ScheduledChangeResponse {
  @ApiProperty({ example: 'sch_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    enum: ['items', 'pause', 'resume', 'cancel', 'billing_day'],
    description: 'items: something else is sold from then on; billing_day: periods begin on another day.',
    example: 'items',
  })
  kind: string;

  @ApiProperty({
    enum: ['request', 'phase', 'migration'],
    description: 'Who planned it.',
    example: 'request',
  })
  origin: string;

  @ApiProperty({
    description:
      'When it takes effect; of one that waits for a consent, until when. What begins with a period waits while nothing is billed, and moves with the periods when that goes on.',
  })
  at: string;

  @ApiProperty({
    enum: ['pending', 'applied', 'undone', 'failed'],
    description: 'undone: taken back; failed: it could not be made when its time came.',
    example: 'pending',
  })
  status: string;

  @ApiProperty({ description: 'For people.', example: '1 × price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  what: string;

  @ApiProperty({ description: 'It is made only if the customer agrees to it by then.', example: false })
  needs_consent: boolean;

  @ApiProperty({ description: 'It is made as soon as the customer agrees, and not at `at`.', example: false })
  on_consent: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'How the period within which it is made is shared; null of what begins with a period.',
    example: null,
  })
  proration: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was undone or failed.' })
  reason: string | null;

  @ApiProperty()
  created_at: string;
}

export class ScheduledChangesResponse {
  @ApiProperty({ type: [ScheduledChangeResponse] })
  data: ScheduledChangeResponse[];
}

export function presentScheduledChange(change: ScheduledChange): ScheduledChangeResponse {
  return {
    id: change.publicId,
    kind: change.kind,
    origin: change.origin,
    at: change.at.toISOString(),
    status: change.status,
    what: describeScheduled(change.what),
    needs_consent: change.consent !== null,
    on_consent: change.what.kind === 'items' && change.what.on_consent !== undefined,
    proration: sharedBy(change),
    reason: change.statusReason,
    created_at: change.createdAt.toISOString(),
  };
}

function sharedBy({ what }: ScheduledChange): string | null {
  return what.kind === 'items' ? ((what.on_date ?? what.on_consent)?.proration ?? null) : null;
}
