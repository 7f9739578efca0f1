import { AmountField, CurrencyField, ListField } from '../../../platform/http/fields.js';

export class RefundLimitRequest {
  @CurrencyField({ description: 'Of the payment.', example: 'KWD' })
  currency: string;

  @AmountField({
    description: 'One person gives back so much of a payment alone, and no more.',
    example: '50.000',
  })
  amount: string;
}

export class SetRefundApprovalRequest {
  @ListField(() => RefundLimitRequest, {
    min: 0,
    max: 50,
    description: 'Takes the place of what stands. A currency that is not named has no limit.',
  })
  limits: RefundLimitRequest[];
}
