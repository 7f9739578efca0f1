import { EXAMPLE } from '../../../platform/http/examples.js';
import { IdField, UrlField } from '../../../platform/http/fields.js';

export class CardSetupRequest {
  @IdField('subscription', {
    description: "The customer's subscription that is to be paid with the card.",
    example: EXAMPLE.subscription,
  })
  subscription: string;

  @UrlField({
    description: "Where the customer goes after the hosted page; the subscription's when absent.",
    example: 'http://127.0.0.1:3000/health/live',
    optional: true,
  })
  return_url?: string;
}
