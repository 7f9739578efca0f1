import { CountryField, PercentField } from '../../../platform/http/billing-fields.js';
import { BooleanField, IdField, TextField } from '../../../platform/http/fields.js';

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

  @IdField('taxRate', {
    description:
      'The rate of this country that is in force, which ends as this one begins. Without it a second one is refused.',
    example: 'tax_01jd0z2m3n4p5q6r7s8t9v0w1x',
    optional: true,
  })
  replaces?: string;

  @TextField({
    max: 60,
    description: 'As it is called on the invoice; VAT when absent.',
    example: 'VAT',
    optional: true,
  })
  name?: string;
}
