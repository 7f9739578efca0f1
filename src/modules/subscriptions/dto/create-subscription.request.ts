import { EXAMPLE } from '../../../platform/http/examples.js';
import {
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

  @MetadataField()
  metadata?: Record<string, string>;
}
