import { IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListUsageQuery extends PageQuery {
  @IdField('item', { description: 'Only usage of this item.', optional: true })
  item?: string;
}
