import { ChoiceField } from '../../../platform/http/fields.js';
import { CountryField } from '../../../platform/http/billing-fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListTaxRatesQuery extends PageQuery {
  @CountryField({ description: 'Only of this country.', example: 'SA', optional: true })
  country?: string;

  @ChoiceField(['true', 'false'], {
    description: 'Only those in force, or only those that are not.',
    optional: true,
  })
  active?: 'true' | 'false';
}
