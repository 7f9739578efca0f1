import { BooleanField, ChoiceField, TimeZoneField } from '../../../platform/http/fields.js';
import { type Language, LANGUAGES } from '../customer.entity.js';
import { CustomerFields } from './customer.fields.js';

export class CreateCustomerRequest extends CustomerFields {
  @ChoiceField(LANGUAGES, {
    description: 'Of the hosted page; en when absent.',
    example: 'ar',
    optional: true,
  })
  language?: Language;

  @TimeZoneField({
    description: "Whose days count for renewals; the merchant's when absent.",
    example: 'Asia/Kuwait',
    optional: true,
  })
  time_zone?: string;

  @BooleanField({
    description: 'The customer pays no tax; false when absent.',
    example: false,
    optional: true,
  })
  tax_exempt?: boolean;
}
