import { Base64Field } from '../../../platform/http/base64-field.js';
import { CountryField } from '../../../platform/http/billing-fields.js';
import { TextField } from '../../../platform/http/fields.js';

/** Fields that are absent stay; null empties. */
export class UpdateMerchantProfileRequest {
  @TextField({
    max: 120,
    description: "The name on invoices; the merchant's when absent.",
    example: 'Gulf Fitness Company W.L.L.',
    nullable: true,
  })
  legal_name?: string | null;

  @TextField({
    max: 120,
    description: 'The name on Arabic invoices.',
    example: 'شركة الخليج للياقة البدنية (ذ.م.م)',
    nullable: true,
  })
  legal_name_ar?: string | null;

  @TextField({
    max: 400,
    description: 'In lines.',
    example: 'Block 3, Street 12, Building 40\nSalmiya, Kuwait',
    nullable: true,
  })
  address?: string | null;

  @TextField({
    max: 400,
    description: 'On Arabic invoices.',
    example: 'قطعة 3، شارع 12، مبنى 40\nالسالمية، الكويت',
    nullable: true,
  })
  address_ar?: string | null;

  @TextField({
    max: 120,
    description: 'Whom a customer asks about an invoice.',
    example: 'billing@gulf-fitness.example',
    nullable: true,
  })
  contact?: string | null;

  @CountryField({ description: 'Where the merchant is registered.', example: 'KW', nullable: true })
  country?: string | null;

  @TextField({
    max: 40,
    description:
      'Makes invoices tax invoices. Of a Saudi merchant 15 digits; its invoices then carry the code that the tax authority reads.',
    example: '300000000000003',
    nullable: true,
  })
  tax_number?: string | null;
}

export class SetMerchantLogoRequest {
  @Base64Field({
    max: 204_800,
    description: 'A PNG or JPEG of at most 150 kB and 3000 × 3000 points, in base64.',
    example: 'iVBORw0KGgo…',
  })
  content: string;
}
