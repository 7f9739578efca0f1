import { IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListCreditNotesQuery extends PageQuery {
  @IdField('invoice', { description: 'Only of this invoice.', optional: true })
  invoice?: string;

  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;
}
