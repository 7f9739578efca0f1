import { ExternalIdField } from '../../../platform/http/external-id-field.js';
import { EmailField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListCustomersQuery extends PageQuery {
  @EmailField({ description: 'Only customers with exactly this address.', optional: true })
  email?: string;

  @ExternalIdField({
    description: 'Only the one that was imported under this name.',
    example: 'C-1',
    optional: true,
  })
  external_id?: string;
}
