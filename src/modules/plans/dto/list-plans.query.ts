import { ChoiceField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListPlansQuery extends PageQuery {
  @ChoiceField(['true', 'false'], {
    description: 'Only plans that are active, or only those that are not.',
    optional: true,
  })
  active?: 'true' | 'false';
}
