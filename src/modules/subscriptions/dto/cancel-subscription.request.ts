import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class CancelSubscriptionRequest {
  @ChoiceField(['now', 'period_end'], { description: 'When it takes effect.', example: 'period_end' })
  when: 'now' | 'period_end';

  @TextField({
    max: 500,
    description: 'Kept and shown in the timeline.',
    example: 'Too expensive',
    optional: true,
  })
  reason?: string;
}
