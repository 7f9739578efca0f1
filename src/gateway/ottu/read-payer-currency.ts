import { isCurrency } from '../../domain/money/currency.js';
import { field, isObject, type JsonObject } from './json-fields.js';

/**
 * The currency in which the payer's card was charged, where the payer chose another one than the shop's. Null when the
 * answer does not say: what cannot be read here must not spoil what the answer says of the payment.
 */
export function readPayerCurrency(body: JsonObject): string | null {
  const params = field(body, 'pg_params');
  const told = isObject(params) ? field(params, 'dcc_payer_currency') : null;
  if (typeof told !== 'string') return null;
  const currency = told.trim().toUpperCase();
  return isCurrency(currency) ? currency : null;
}
