import { CountryField, TaxNumberField } from '../../../platform/http/billing-fields.js';
import { EmailField, MetadataField, PhoneField, TextField } from '../../../platform/http/fields.js';

/** What a customer may have; null is nothing, at the beginning and in an update. */
export class CustomerFields {
  @TextField({ max: 200, description: 'In any script.', example: 'نورة العنزي', nullable: true })
  name?: string | null;

  @EmailField({ description: 'Filled in on the hosted page.', example: 'noura@example.com', nullable: true })
  email?: string | null;

  @PhoneField({ description: 'With the country code.', example: '+96550001234', nullable: true })
  phone?: string | null;

  @CountryField({
    description: "Whose tax the customer pays; the merchant's default_country counts when there is none.",
    example: 'SA',
    nullable: true,
  })
  country?: string | null;

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
