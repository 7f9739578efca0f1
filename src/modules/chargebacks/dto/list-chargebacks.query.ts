import { CHARGEBACK_STATES, type ChargebackState } from '../../../domain/chargeback/chargeback-states.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListChargebacksQuery extends PageQuery {
  @ChoiceField(CHARGEBACK_STATES, { description: 'Only with this status.', optional: true })
  status?: ChargebackState;

  @IdField('charge', { description: 'Only of this charge.', optional: true })
  charge?: string;
}
