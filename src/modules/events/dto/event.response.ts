import { ApiProperty } from '@nestjs/swagger';
import { describeEvent } from '../../../domain/timeline/describe-event.js';
import type { Event } from '../event.entity.js';

export class EventResponse {
  @ApiProperty({ example: 'evt_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'invoice.paid' })
  type: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  occurred_at: string;

  @ApiProperty({
    description: 'The same in a sentence.',
    example: 'Invoice INV-2027-000001 was paid: 9.500 KWD.',
  })
  summary: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}

/** `timeZone` is whose calendar the sentence speaks in when the event itself names none. */
export function presentEvent(event: Event, timeZone?: string): EventResponse {
  return {
    id: event.publicId,
    type: event.type,
    occurred_at: event.occurredAt.toISOString(),
    summary: describeEvent({
      type: event.type,
      data: { ...(timeZone && { time_zone: timeZone }), ...event.data },
    }),
    data: event.data,
  };
}
