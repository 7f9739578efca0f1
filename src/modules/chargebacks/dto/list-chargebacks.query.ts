import { CHARGEBACK_STATES, type ChargebackState } from '../../../domain/chargeback/chargeback-states.js';
import { ChoiceField } from '../../../platform/http/fields.js';
import { ListOfPaymentsQuery } from '../../refunds/index.js';

export class ListChargebacksQuery extends ListOfPaymentsQuery {
  @ChoiceField(CHARGEBACK_STATES, { description: 'Only with this status.', optional: true })
  status?: ChargebackState;
}
