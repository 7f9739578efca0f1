import { ChoiceField, TextField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListCouponsQuery extends PageQuery {
  @TextField({ max: 40, description: 'Only with this code.', optional: true })
  code?: string;

  @ChoiceField(['true', 'false'], {
    description: 'Only those that are given, or only those that were withdrawn.',
    optional: true,
  })
  active?: 'true' | 'false';
}
