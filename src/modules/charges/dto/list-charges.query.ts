import { CHARGE_STATES, type ChargeState } from '../../../domain/charge/charge-states.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListChargesQuery extends PageQuery {
  @IdField('customer', {
    description: 'Only of this customer, also of invoices without a subscription.',
    optional: true,
  })
  customer?: string;

  @IdField('subscription', { description: 'Only of this subscription.', optional: true })
  subscription?: string;

  @IdField('invoice', { description: 'Only of this invoice.', optional: true })
  invoice?: string;

  @ChoiceField(CHARGE_STATES, { description: 'Only in this state.', optional: true })
  status?: ChargeState;
}
