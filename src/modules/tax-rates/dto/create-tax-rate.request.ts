import { CountryField, PercentField } from '../../../platform/http/billing-fields.js';
import { BooleanField, TextField } from '../../../platform/http/fields.js';

export class CreateTaxRateRequest {
  @CountryField({ description: 'Whose customers pay it.', example: 'SA' })
  country: string;

  @PercentField({
    description: 'Of the price; at most four digits after the point.',
    example: '15',
    zero: true,
  })
  percent: string;

  @BooleanField({ description: 'Whether prices contain the tax, or it is added to them.', example: true })
  inclusive: boolean;

  @TextField({
    max: 60,
    description: 'As it is called on the invoice; VAT when absent.',
    example: 'VAT',
    optional: true,
  })
  name?: string;
}
