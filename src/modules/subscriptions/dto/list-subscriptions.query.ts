import {
  SUBSCRIPTION_STATES,
  type SubscriptionState,
} from '../../../domain/subscription/subscription-states.js';
import { ExternalIdField } from '../../../platform/http/external-id-field.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class ListSubscriptionsQuery extends PageQuery {
  @IdField('customer', { description: 'Only of this customer.', optional: true })
  customer?: string;

  @IdField('plan', {
    description: 'Only those to which a price of this plan is sold now, of whichever version.',
    optional: true,
  })
  plan?: string;

  @ChoiceField(SUBSCRIPTION_STATES, { description: 'Only in this state.', optional: true })
  status?: SubscriptionState;

  @ExternalIdField({
    description: 'Only the one that was imported under this name.',
    example: 'S-1',
    optional: true,
  })
  external_id?: string;
}
