import { REFUND_STATES, type RefundState } from '../../../domain/refund/refund-states.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListRefundsQuery extends PageQuery {
  @ChoiceField(REFUND_STATES, { description: 'Only with this status.', optional: true })
  status?: RefundState;

  @IdField('charge', { description: 'Only of this charge.', optional: true })
  charge?: string;

  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;
}
