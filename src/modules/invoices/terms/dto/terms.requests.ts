import {
  BooleanField,
  ChoiceField,
  CurrencyField,
  AmountField,
  IntegerField,
  TextField,
} from '../../../../platform/http/fields.js';

export class RedeemCouponRequest {
  @TextField({
    max: 40,
    description: 'The code of a coupon; it applies after those in force.',
    example: 'RAMADAN25',
  })
  code: string;
}

/** A line that a person writes. */
export class FreeLineRequest {
  @TextField({ max: 200, description: 'As it stands on the invoice.', example: 'On-site setup' })
  description: string;

  @IntegerField({ min: 1, max: 1_000_000, description: '1 when absent.', example: 1, optional: true })
  quantity?: number;

  @AmountField({ description: 'Of one.', example: '25.000' })
  unit_amount: string;

  @CurrencyField({ description: "Must be the subscription's.", example: 'KWD' })
  currency: string;

  @ChoiceField(['charge', 'credit'], {
    description:
      'credit lowers the invoice; what is more than its charges goes to the balance. charge when absent.',
    example: 'charge',
    optional: true,
  })
  direction?: 'charge' | 'credit';

  @BooleanField({
    description: 'Whether coupons take something off it; false when absent.',
    example: false,
    optional: true,
  })
  discountable?: boolean;
}
