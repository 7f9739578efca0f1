import { EXAMPLE } from '../../../platform/http/examples.js';
import { TextListField } from '../../../platform/http/billing-fields.js';
import {
  AmountField,
  ChoiceField,
  IdField,
  IntegerField,
  ListField,
  MetadataField,
  TimeZoneField,
  UrlField,
} from '../../../platform/http/fields.js';

export class CreateSubscriptionItem {
  @IdField('price', { description: 'What is sold.', example: EXAMPLE.price })
  price: string;

  @IntegerField({
    min: 1,
    max: 1_000_000,
    description: 'How many of it; 1 when absent.',
    example: 1,
    optional: true,
  })
  quantity?: number;
}

export class CreateSubscriptionRequest {
  @IdField('customer', { description: 'Who pays.', example: EXAMPLE.customer })
  customer: string;

  @ListField(() => CreateSubscriptionItem, {
    min: 1,
    max: 20,
    description: 'Prices with quantities; all of one currency and interval.',
  })
  items: CreateSubscriptionItem[];

  @IntegerField({
    min: 0,
    max: 730,
    description: "Days before the first payment; the plan's when absent.",
    example: 0,
    optional: true,
  })
  trial_days?: number;

  @TimeZoneField({
    description: "Whose calendar counts the periods; the customer's when absent.",
    example: 'Asia/Kuwait',
    optional: true,
  })
  time_zone?: string;

  @UrlField({
    description: 'Where the customer goes after the hosted page.',
    example: 'http://127.0.0.1:3000/health/live',
    optional: true,
  })
  return_url?: string;

  @IntegerField({
    min: 1,
    max: 7305,
    description: 'For how many days the customer agrees to payments; as long as possible when absent.',
    example: 365,
    optional: true,
  })
  agreement_days?: number;

  @IntegerField({
    min: 1,
    max: 999,
    description: 'To how many payments the customer agrees; to as many as possible when absent.',
    example: 12,
    optional: true,
  })
  agreement_payments?: number;

  @AmountField({
    description: 'The most that the customer agrees to for one period; at least what a period costs.',
    example: '20.000',
    optional: true,
  })
  agreement_max_amount?: string;

  @ChoiceField(['variable', 'fixed'], {
    description: 'Whether the customer agrees to exactly this amount, or to one that may change (default).',
    example: 'variable',
    optional: true,
  })
  agreement_amount?: 'variable' | 'fixed';

  @TextListField({
    most: 10,
    max: 40,
    description: 'Codes of coupons, in the order in which they apply.',
    example: ['RAMADAN25'],
    optional: true,
  })
  coupons?: string[];

  @MetadataField()
  metadata?: Record<string, string>;
}
