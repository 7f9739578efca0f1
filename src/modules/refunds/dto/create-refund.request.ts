import { CurrencyField, DecimalField, IdField, TextField } from '../../../platform/http/fields.js';
import { OverrideGatewayField } from './override-gateway.js';

export class CreateRefundRequest {
  @DecimalField({ description: 'What is left of the payment when absent.', example: '4.500', optional: true })
  amount?: string;

  @CurrencyField({
    description: "For your own safety: must be the payment's.",
    example: 'KWD',
    optional: true,
  })
  currency?: string;

  @IdField('attempt', {
    description: 'Which payment, when it is not the one that paid the invoice.',
    example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  attempt?: string;

  @TextField({
    max: 500,
    description: 'Why; kept and shown.',
    example: 'Cancelled on the day',
    optional: true,
  })
  reason?: string;

  @OverrideGatewayField()
  override_gateway?: boolean;
}
