import { INVOICE_STATES, type InvoiceState } from '../../../domain/invoice/invoice-states.js';
import { ChoiceField, IdField, InstantField, TextField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListInvoicesQuery extends PageQuery {
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

  @InstantField({
    description: 'Only those that were made at this moment or later.',
    example: '2027-01-01T00:00:00Z',
    optional: true,
  })
  created_after?: string;

  @InstantField({
    description: 'Only those that were made before this moment.',
    example: '2027-02-01T00:00:00Z',
    optional: true,
  })
  created_before?: string;
}
