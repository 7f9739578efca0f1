import { readDecline } from './decline-codes.js';
import type { DownloadOutcome } from './download.js';
import { readBody } from './http-answers.js';
import { field, type JsonObject } from './json-fields.js';
import { toldText } from './told-text.js';

/** What of an answer may be kept, by name. No token, no card, nobody's name: a field that is not here is not kept. */
const KEPT = [
  'state',
  'result',
  'amount',
  'currency_code',
  'paid_amount',
  'refunded_amount',
  'settled_amount',
  'session_id',
  'order_no',
  'reference_number',
  'gateway_name',
  'pg_code',
  'is_sandbox',
  'operation',
  'detail',
  'message',
] as const;
const MOST_CHARACTERS = 200;
/** Where the outcome says it all: everything that was asked for came back as it was sent. */
const PLAIN: ReadonlySet<string> = new Set(['created', 'succeeded', 'listed', 'expired', 'deleted']);

export type AnswerExtract = Record<string, string | number | boolean>;

/**
 * What an answer said, for the person who has to decide when it was not what was asked for: some fields of the
 * platform's own, each cut and with anything like a card number masked. Of what is no JSON object, how long it was.
 * Null when nothing was answered, or the outcome says it all.
 */
export function extractAnswer(outcome: DownloadOutcome, takenFor: string): AnswerExtract | null {
  if (outcome.kind !== 'answered' || PLAIN.has(takenFor)) return null;
  const body = readBody(outcome.body);
  return body.ok ? extractObject(body.value) : { unreadable: body.reason, bytes: outcome.body.length };
}

function extractObject(body: JsonObject): AnswerExtract {
  const kept: AnswerExtract = {};
  for (const name of KEPT) {
    const value = field(body, name);
    const told = toldText(value, MOST_CHARACTERS);
    if (told !== null) kept[name] = told;
    else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
  }
  const { code, responseCode } = readDecline(body);
  const gatewayCode = toldText(code ?? responseCode, MOST_CHARACTERS);
  if (gatewayCode !== null) kept.gateway_code = gatewayCode;
  return kept;
}
