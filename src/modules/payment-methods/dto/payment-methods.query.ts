import { CurrencyField } from '../../../platform/http/fields.js';

export class PaymentMethodsQuery {
  @CurrencyField({ description: 'Only gateways that take it.', example: 'KWD', optional: true })
  currency?: string;
}
