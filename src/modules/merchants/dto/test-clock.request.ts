import { InstantField, TextField } from '../../../platform/http/fields.js';

export class CreateTestClockRequest {
  @InstantField({
    description: 'Where it starts; the real time when absent.',
    example: '2027-01-31T09:00:00Z',
    optional: true,
  })
  now?: string;

  @TextField({ max: 200, description: 'For you only.', example: 'A year of renewals', optional: true })
  name?: string;
}

export class AdvanceTestClockRequest {
  @InstantField({
    description: 'Later than its present time, by at most two years.',
    example: '2027-03-01T09:00:00Z',
  })
  to: string;
}
