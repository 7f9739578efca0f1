import { EmailField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListCustomersQuery extends PageQuery {
  @EmailField({ description: 'Only customers with exactly this address.', optional: true })
  email?: string;
}
