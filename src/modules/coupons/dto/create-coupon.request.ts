import { IdListField, PercentField } from '../../../platform/http/billing-fields.js';
import {
  AmountField,
  BooleanField,
  ChoiceField,
  CurrencyField,
  InstantField,
  IntegerField,
  MetadataField,
  TextField,
} from '../../../platform/http/fields.js';
import { COUPON_DURATIONS, type CouponDuration } from '../coupon.entity.js';

export class CreateCouponRequest {
  @TextField({
    max: 40,
    description: 'What the customer types; capitals or not is the same. Unique among those in force.',
    example: 'RAMADAN25',
  })
  code: string;

  @TextField({ max: 80, description: 'As it is called on the invoice.', example: 'Ramadan offer' })
  name: string;

  @TextField({
    max: 80,
    description: 'As it is called on an Arabic invoice; the name is for both languages when absent.',
    example: 'عرض رمضان',
    nullable: true,
  })
  name_ar?: string | null;

  @PercentField({ description: 'Off the price: either this or an amount.', example: '25', optional: true })
  percent_off?: string;

  @AmountField({
    description: 'Off the invoice: either this or a percentage.',
    example: '2.000',
    optional: true,
  })
  amount_off?: string;

  @CurrencyField({
    description: 'Of the amount; a percentage with a currency is for subscriptions of it only.',
    example: 'KWD',
    optional: true,
  })
  currency?: string;

  @ChoiceField(COUPON_DURATIONS, {
    description:
      'For one invoice of a period, for several, or for all to come. Those are counted on which it has something to be taken off.',
    example: 'repeating',
  })
  duration: CouponDuration;

  @IntegerField({
    min: 1,
    max: 1200,
    description:
      'For how many invoices of periods; of a repeating one. The days until an anchor have an invoice of their own, which ' +
      'is one of them.',
    example: 3,
    optional: true,
  })
  duration_periods?: number;

  @IntegerField({
    min: 1,
    max: 1_000_000_000,
    description: 'How often it may be redeemed in all; as often as one likes when absent.',
    example: 100,
    optional: true,
  })
  max_redemptions?: number;

  @InstantField({
    description: 'From when on it is not redeemed any more; discounts that were given go on.',
    example: '2027-03-31T21:00:00Z',
    optional: true,
  })
  expires_at?: string;

  @BooleanField({ description: 'A customer can use it once, whatever for.', example: true, optional: true })
  once_per_customer?: boolean;

  @IdListField('plan', {
    most: 50,
    description: 'Only lines of these plans are discounted; all when absent.',
    example: ['plan_01jd0z2m3n4p5q6r7s8t9v0w1x'],
    optional: true,
  })
  plans?: string[];

  @MetadataField()
  metadata?: Record<string, string>;
}
