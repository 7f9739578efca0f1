import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class ResolveRefundRequest {
  @ChoiceField(['refunded', 'not_refunded'], {
    description: 'Whether the money went back to the customer.',
    example: 'refunded',
  })
  outcome: 'refunded' | 'not_refunded';

  @TextField({ max: 2000, description: 'How you know.', example: 'Settlement report of 3 March, line 17' })
  evidence: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  decided_by: string;
}
