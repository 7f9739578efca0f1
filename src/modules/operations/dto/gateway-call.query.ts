import { GATEWAY_ENDPOINTS } from '../../../gateway/gateway-call-observer.js';
import { ChoiceField, IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';

export class GatewayCallQuery extends PageQuery {
  @ChoiceField(GATEWAY_ENDPOINTS, {
    description:
      "Only calls of this kind; clock goes to a simulator only, and sets its time to the test clock's.",
    example: 'inquiry',
    optional: true,
  })
  endpoint?: string;

  @IdField('charge', {
    description:
      'Only what was asked about the payments of this charge, also of their refunds, captures and voids.',
    optional: true,
  })
  charge?: string;

  @IdField('customer', {
    description: 'Only what was asked about the cards of this customer; not together with charge.',
    optional: true,
  })
  customer?: string;
}
