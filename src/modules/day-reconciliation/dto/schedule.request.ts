import { BooleanField } from '../../../platform/http/fields.js';

export class ScheduleRequest {
  @BooleanField({ description: 'Whether each day is compared the night after it.', example: true })
  nightly: boolean;
}
