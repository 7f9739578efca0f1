import { ApiProperty } from '@nestjs/swagger';
import { IdField } from '../../../platform/http/fields.js';
import { EventResponse } from '../../events/index.js';

export class TimelineQuery {
  @IdField('event', { description: 'Only what came after this event.', optional: true })
  after?: string;
}

export class TimelineResponse {
  @ApiProperty({ type: [EventResponse] })
  data: EventResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Pass as `after` to read on.' })
  next: string | null;
}
