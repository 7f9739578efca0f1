import { INVOICE_STATES, type InvoiceState } from '../../../domain/invoice/invoice-states.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListInvoicesQuery extends PageQuery {
  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;

  @IdField('subscription', { description: 'Only of this subscription.', optional: true })
  subscription?: string;

  @ChoiceField(INVOICE_STATES, { description: 'Only in this state.', optional: true })
  status?: InvoiceState;
}
