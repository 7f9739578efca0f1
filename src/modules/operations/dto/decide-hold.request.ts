import { TextField } from '../../../platform/http/fields.js';

export class DecideHoldRequest {
  @TextField({
    max: 500,
    description: 'Why; kept and shown.',
    example: 'The members of the old club were taken over; the board knows.',
  })
  reason: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  by: string;
}
