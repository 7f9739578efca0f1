import { REFUND_STATES, type RefundState } from '../../../domain/refund/refund-states.js';
import { ChoiceField } from '../../../platform/http/fields.js';
import { ListOfPaymentsQuery } from './list-of-payments.query.js';

export class ListRefundsQuery extends ListOfPaymentsQuery {
  @ChoiceField(REFUND_STATES, { description: 'Only with this status.', optional: true })
  status?: RefundState;
}
