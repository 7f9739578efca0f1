import { CountryField, TaxNumberField } from '../../../platform/http/billing-fields.js';
import {
  BooleanField,
  ChoiceField,
  EmailField,
  MetadataField,
  PhoneField,
  TextField,
  TimeZoneField,
} from '../../../platform/http/fields.js';
import { type Language, LANGUAGES } from '../customer.entity.js';

export class CreateCustomerRequest {
  @TextField({ max: 200, description: 'In any script.', example: 'نورة العنزي', nullable: true })
  name?: string | null;

  @EmailField({ description: 'Filled in on the hosted page.', example: 'noura@example.com', nullable: true })
  email?: string | null;

  @PhoneField({ description: 'With the country code.', example: '+96550001234', nullable: true })
  phone?: string | null;

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

  @CountryField({
    description: "Whose tax the customer pays; the merchant's default_country counts when there is none.",
    example: 'SA',
    nullable: true,
  })
  country?: string | null;

  @BooleanField({
    description: 'The customer pays no tax; false when absent.',
    example: false,
    optional: true,
  })
  tax_exempt?: boolean;

  @TaxNumberField({
    description: 'As it stands on invoices that become final from now on; only kept and shown.',
    example: '300000000000003',
    nullable: true,
  })
  tax_number?: string | null;

  @TextField({
    max: 400,
    description:
      'In lines, as it stands on invoices that become final from now on. A Saudi invoice is a full tax invoice for whom it has a tax number and an address, and a simplified one otherwise.',
    example: 'King Fahd Road 7\nRiyadh 12345',
    nullable: true,
  })
  address?: string | null;

  @MetadataField()
  metadata?: Record<string, string>;
}
