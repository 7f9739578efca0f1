import { BooleanField, ChoiceField, TimeZoneField } from '../../../platform/http/fields.js';
import { type Language, LANGUAGES } from '../customer.entity.js';
import { CustomerFields } from './customer.fields.js';

/** Fields that are absent stay; null empties one of text; metadata is replaced as a whole. */
export class UpdateCustomerRequest extends CustomerFields {
  @ChoiceField(LANGUAGES, {
    description: 'Of the hosted page; stays when absent.',
    example: 'ar',
    optional: true,
  })
  language?: Language;

  @TimeZoneField({
    description: 'Whose days count for the renewals of subscriptions made from now on; stays when absent.',
    example: 'Asia/Kuwait',
    optional: true,
  })
  time_zone?: string;

  @BooleanField({
    description: 'The customer pays no tax; stays when absent.',
    example: false,
    optional: true,
  })
  tax_exempt?: boolean;
}
