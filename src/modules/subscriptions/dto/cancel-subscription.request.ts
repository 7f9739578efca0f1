import { BooleanField, ChoiceField, InstantField, TextField } from '../../../platform/http/fields.js';

export class CancelSubscriptionRequest {
  @ChoiceField(['now', 'period_end', 'date'], {
    description: 'When it takes effect.',
    example: 'period_end',
  })
  when: 'now' | 'period_end' | 'date';

  @InstantField({
    description: 'With "date": when, at most 50 years ahead. Periods that begin before are billed as ever.',
    example: '2027-03-01T09:00:00Z',
    optional: true,
  })
  at?: string;

  @BooleanField({
    description:
      "Whether the unused part of what was paid is added to the customer's balance; not when absent.",
    example: false,
    optional: true,
  })
  credit?: boolean;

  @BooleanField({
    description:
      'Cancels although a minimum term binds the customer. Takes an API key with the scope admin, and a reason; not when absent.',
    example: false,
    optional: true,
  })
  force?: boolean;

  @TextField({
    max: 500,
    description: 'Kept and shown in the timeline.',
    example: 'Too expensive',
    optional: true,
  })
  reason?: string;
}
