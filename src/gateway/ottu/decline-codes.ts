import { strictest } from '../../domain/charge/decline-class.js';
import type { Decline } from '../payment-gateway.js';
import { meaningsOf } from './gateway-meanings.js';
import { field, isObject, type JsonObject } from './json-fields.js';
import { codeReaderFor } from './gateway-words.js';
import { toldText } from './told-text.js';

/**
 * Why a payment was declined, from a payment payload or from the short `{detail, result}` form.
 * Ottu has no field for the code; it hands on what the gateway said under `gateway_response` (in the
 * short form `pg_response`), which looks different for every gateway. What is not understood is `soft`: a
 * guess at `hard` would take a good card away from a customer. When a gateway says several things, the one
 * that forbids most is obeyed; what the card's own network adds, classOfDecline of the domain decides.
 */
export function readDecline(body: JsonObject): Decline {
  const response = [field(body, 'gateway_response'), field(body, 'pg_response')].find(isObject);
  const gateway = toldText(field(body, 'gateway_name'));
  const words = response ? codeReaderFor(gateway, response) : null;
  const message =
    toldText(field(body, 'detail')) ?? toldText(field(body, 'message')) ?? words?.message ?? pgMessage(body);
  const meanings = words ? meaningsOf(words.gateway, words.responseCode, words.word) : [];
  return {
    class: strictest(meanings),
    code: words?.shown ?? words?.responseCode ?? words?.word ?? null,
    responseCode: words?.responseCode ?? null,
    message: message ?? 'The gateway gave no reason',
    ...(words?.advice && { adviceCode: words.advice }),
    ...(meanings.length === 0 && { isNotUnderstood: true }),
  };
}

function pgMessage(body: JsonObject): string | null {
  const params = field(body, 'pg_params');
  return isObject(params) ? toldText(field(params, 'pg_message')) : null;
}
