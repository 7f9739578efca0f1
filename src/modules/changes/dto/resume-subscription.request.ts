import { ChoiceField, InstantField } from '../../../platform/http/fields.js';

export class ResumeSubscriptionRequest {
  @ChoiceField(['now', 'keep'], {
    description:
      'Where the next period begins if the paid one is over: now, counting from here on (default), or the rest of the period that would be running, with the old days kept.',
    example: 'now',
    optional: true,
  })
  anchor?: 'now' | 'keep';

  @InstantField({
    description: 'Later, at most 50 years ahead; now when absent.',
    example: '2027-03-01T09:00:00Z',
    optional: true,
  })
  at?: string;
}
