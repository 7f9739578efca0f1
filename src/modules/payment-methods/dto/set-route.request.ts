import { PgCodeField } from '../../../platform/http/billing-fields.js';
import { CurrencyField } from '../../../platform/http/fields.js';

export class SetRouteRequest {
  @CurrencyField({ description: 'What is paid in.', example: 'KWD' })
  currency: string;

  @PgCodeField({
    description: 'The gateway of the Ottu account (pg_code) that takes it.',
    example: 'credit-card',
  })
  gateway: string;
}
