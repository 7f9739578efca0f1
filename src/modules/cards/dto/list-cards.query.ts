import { ExternalIdField } from '../../../platform/http/external-id-field.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListCardsQuery extends PageQuery {
  @ExternalIdField({
    description: 'Only the one that was imported under this name.',
    example: 'K-1',
    optional: true,
  })
  external_id?: string;
}
