import { INVOICE_STATES, type InvoiceState } from '../../../domain/invoice/invoice-states.js';
import { CreatedPageQuery } from '../../../platform/http/created-query.js';
import { ChoiceField, IdField, TextField } from '../../../platform/http/fields.js';

export class ListInvoicesQuery extends CreatedPageQuery {
  @TextField({
    max: 40,
    description: 'Only the one with exactly this number.',
    example: 'INV-2027-000123',
    optional: true,
  })
  number?: string;

  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;

  @IdField('subscription', { description: 'Only of this subscription.', optional: true })
  subscription?: string;

  @ChoiceField(INVOICE_STATES, { description: 'Only in this state.', optional: true })
  status?: InvoiceState;

  @ChoiceField(['true', 'false'], {
    description: 'true: only those that were not paid in time and are still owed; false: only the others.',
    example: 'true',
    optional: true,
  })
  overdue?: 'true' | 'false';
}
