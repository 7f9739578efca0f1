import { ChoiceField, TextField } from '../../../platform/http/fields.js';
import { OverrideGatewayField } from './override-gateway.js';

export class DecideSurplusRequest {
  @ChoiceField(['refund', 'credit_balance'], {
    description: 'Back to the card it came from, or kept for the customer.',
    example: 'refund',
  })
  handling: 'refund' | 'credit_balance';

  @TextField({ max: 500, description: 'Why; kept and shown.', example: 'The customer asked for it' })
  reason: string;

  @OverrideGatewayField()
  override_gateway?: boolean;
}
