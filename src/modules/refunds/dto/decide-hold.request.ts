import { CurrencyField, DecimalField, IdField, TextField } from '../../../platform/http/fields.js';
import { OverrideGatewayField } from './override-gateway.js';

export class VoidRequest {
  @IdField('attempt', {
    description: 'For your own safety: must be the one that is authorized.',
    example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  attempt?: string;

  @TextField({ max: 500, description: 'Why; kept and shown.', example: 'Out of stock', optional: true })
  reason?: string;

  @OverrideGatewayField()
  override_gateway?: boolean;
}

export class CaptureRequest extends VoidRequest {
  @DecimalField({
    description:
      'For your own safety: must be all that is authorized. An invoice is paid in full or not at all.',
    example: '9.500',
    optional: true,
  })
  amount?: string;

  @CurrencyField({
    description: "For your own safety: must be the payment's.",
    example: 'KWD',
    optional: true,
  })
  currency?: string;
}
