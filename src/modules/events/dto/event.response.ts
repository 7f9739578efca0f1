import { ApiProperty } from '@nestjs/swagger';
import { describeEvent } from '../../../domain/timeline/describe-event.js';
import type { EventView } from '../event-subjects.repository.js';

export class EventResponse {
  @ApiProperty({ example: 'evt_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    example: 'invoice.paid',
    description: 'What happened; docs/events.md lists the types and their data.',
  })
  type: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x',
    description: 'Whom it is about; null when it is about no single customer.',
  })
  customer: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
    description: 'Which subscription it is about; null when it is about none, or about more than one.',
  })
  subscription: string | null;

  @ApiProperty({
    format: 'date-time',
    example: '2027-01-31T09:00:00.000Z',
    description: "In the merchant's time: that of its test clock, where there is one.",
  })
  occurred_at: string;

  @ApiProperty({
    description: 'The same in a sentence.',
    example: 'Invoice INV-2027-000001 was paid: 9.500 KWD.',
  })
  summary: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What it is about, by type as in docs/events.md; more fields may come, none is renamed.',
  })
  data: Record<string, unknown>;
}

/** `timeZone` is whose calendar the sentence speaks in when the event itself names none. */
export function presentEvent({ event, customer, subscription }: EventView, timeZone?: string): EventResponse {
  return {
    id: event.publicId,
    type: event.type,
    customer,
    subscription,
    occurred_at: event.occurredAt.toISOString(),
    summary: describeEvent({
      type: event.type,
      data: { ...(timeZone && { time_zone: timeZone }), ...event.data },
    }),
    data: event.data,
  };
}
