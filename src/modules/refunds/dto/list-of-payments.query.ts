import { IdField } from '../../../platform/http/fields.js';
import { CreatedPageQuery } from '../../../platform/http/created-query.js';

/** What a list of something that was done about payments can be narrowed to. */
export class ListOfPaymentsQuery extends CreatedPageQuery {
  @IdField('charge', { description: 'Only of this charge.', optional: true })
  charge?: string;

  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;

  @IdField('invoice', { description: 'Only of this invoice.', optional: true })
  invoice?: string;
}
