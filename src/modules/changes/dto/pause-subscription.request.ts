import { ChoiceField, InstantField } from '../../../platform/http/fields.js';

export class PauseSubscriptionRequest {
  @ChoiceField(['now', 'period_end'], {
    description: 'When billing stops; now when absent.',
    example: 'now',
    optional: true,
  })
  when?: 'now' | 'period_end';

  @ChoiceField(['keep', 'remove'], {
    description: 'Whether the customer may use the product meanwhile; no when absent.',
    example: 'remove',
    optional: true,
  })
  access?: 'keep' | 'remove';

  @InstantField({
    description: 'When it goes on by itself, at most 50 years ahead; never when absent.',
    example: '2027-03-01T09:00:00Z',
    optional: true,
  })
  resume_at?: string;
}
