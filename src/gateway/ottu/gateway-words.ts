import { at, inList } from './json-paths.js';
import { field, isObject, type JsonObject } from './json-fields.js';
import { toldText } from './told-text.js';

/** What a gateway said about a decline, taken out of its own answer. */
export interface GatewayWords {
  gateway: string;
  /** ISO 8583 response code: two characters. */
  responseCode: string | null;
  /** Mastercard merchant advice code. */
  advice: string | null;
  /** The gateway's own word or number. */
  word: string | null;
  /** What people look up at this gateway, where that is not the response code. */
  shown?: string | null;
  message: string | null;
}

type Reader = (response: JsonObject) => Omit<GatewayWords, 'gateway'>;

const READERS: Readonly<Record<string, Reader>> = {
  mpgs: (response) => {
    const told = transactionOfMpgs(response);
    return {
      responseCode:
        responseCode(at(told, 'response', 'acquirerCode')) ??
        responseCode(at(told, 'authorizationResponse', 'responseCode')),
      advice:
        responseCode(at(told, 'authorizationResponse', 'merchantAdviceCode')) ??
        responseCode(at(told, 'response', 'merchantAdviceCode')),
      word: toldText(at(told, 'response', 'gatewayCode')),
      message:
        toldText(at(told, 'response', 'acquirerMessage')) ?? toldText(at(response, 'error', 'explanation')),
    };
  },
  // The older interface answers in flat names, REST in nested ones.
  cybersource: (response) => ({
    responseCode:
      responseCode(field(response, 'ccAuthReply_processorResponse')) ??
      responseCode(field(response, 'auth_response')) ??
      responseCode(at(response, 'processorInformation', 'responseCode')),
    advice:
      responseCode(field(response, 'ccAuthReply_merchantAdviceCode')) ??
      responseCode(field(response, 'auth_merchant_advice_code')) ??
      responseCode(at(response, 'processorInformation', 'merchantAdvice', 'code')),
    word:
      toldText(field(response, 'reasonCode')) ??
      toldText(field(response, 'reason_code')) ??
      toldText(at(response, 'errorInformation', 'reason')),
    message: toldText(field(response, 'message')) ?? toldText(at(response, 'errorInformation', 'message')),
  }),
  knet: (response) => ({
    responseCode:
      responseCode(field(response, 'authRespCode')) ?? responseCode(field(response, 'auth_resp_code')),
    advice: null,
    word: reasonOfKnet(toldText(field(response, 'result'))),
    message: toldText(field(response, 'result')),
  }),
  // Behind 200 stands the response code of the issuer, unless `processing` has it as the card's network sent it: only
  // there are the codes with a letter. The gateway's own number is what its documentation lists.
  checkoutcom: (response) => {
    const told = actionOfCheckoutcom(response);
    const code = toldText(field(told, 'response_code'));
    const raw = code === null ? null : responseCode(at(response, 'processing', 'partner_response_code'));
    return {
      responseCode: raw ?? responseCode(/^200(\d\d)$/.exec(code ?? '')?.[1]),
      advice: responseCode(at(response, 'processing', 'partner_merchant_advice_code')),
      word: code,
      shown: code,
      message: toldText(field(told, 'response_summary')),
    };
  },
  tap: (response) => ({
    responseCode: responseCode(at(response, 'acquirer', 'response', 'code')),
    advice: null,
    word: toldText(at(response, 'response', 'code')),
    message: toldText(at(response, 'response', 'message')),
  }),
};

/** Other names under which Ottu runs the same gateway. */
const SAME_AS: Readonly<Record<string, string>> = { csuc: 'cybersource' };

/**
 * Reads the answer of a gateway by the name Ottu gives it (`gateway_name`).
 * Without a known name only a shape that no other gateway has (MPGS's) is read. The plain top-level
 * `code`, which sandboxes send, is taken for a response code only beside a known name or none at all:
 * a gateway we do not know may count its own errors from 01 to 99.
 */
export function codeReaderFor(name: string | null, response: JsonObject): GatewayWords | null {
  const gateway = name === null ? null : plainName(name.toLowerCase());
  const reader = gateway !== null && Object.hasOwn(READERS, gateway) ? READERS[gateway] : undefined;
  const looksLikeMpgs = toldText(at(transactionOfMpgs(response), 'response', 'gatewayCode')) !== null;
  const read = reader ?? (looksLikeMpgs ? READERS.mpgs : undefined);
  const words = read?.(response) ?? { responseCode: null, advice: null, word: null, message: null };
  const plainCode =
    reader || gateway === null || gateway === 'ottu_sandbox' ? responseCode(field(response, 'code')) : null;
  const result = {
    gateway: reader ? (gateway ?? '') : 'mpgs',
    ...words,
    responseCode: words.responseCode ?? plainCode,
    message: words.message ?? toldText(field(response, 'message')),
  };
  return result.responseCode === null && result.word === null && result.message === null ? null : result;
}

function plainName(name: string): string {
  return Object.hasOwn(SAME_AS, name) ? SAME_AS[name]! : name;
}

/**
 * MPGS answers a charge flat, and a question about an order with a list of everything tried for it: a payer's
 * authentication, an earlier card, this one. The newest that failed is told of; of an order in which something is not
 * known to have failed nothing is, for a code proves that no money moved.
 */
function transactionOfMpgs(response: JsonObject): JsonObject {
  if (isObject(field(response, 'response'))) return response;
  const tried = inList(response, 'transaction').filter((one) => !isAuthentication(one) || hasFailed(one));
  const timeOf = (one: JsonObject) => Date.parse(toldText(field(one, 'timeOfRecord')) ?? '') || 0;
  // Sorting keeps the order of those without a time, in which the last is the newest.
  const newest = tried.sort((a, b) => timeOf(a) - timeOf(b)).at(-1);
  return newest && tried.every(hasFailed) ? newest : response;
}

function isAuthentication(tried: JsonObject): boolean {
  return at(tried, 'transaction', 'type') === 'AUTHENTICATION';
}

function hasFailed(tried: JsonObject): boolean {
  return ['FAILURE', 'ERROR'].includes(toldText(field(tried, 'result')) ?? '');
}

/** Details of a payment have the code in their list of actions, the newest first; of which none may have been approved (10...). */
function actionOfCheckoutcom(response: JsonObject): JsonObject {
  const actions = inList(response, 'actions');
  const codes = actions.map((action) => toldText(field(action, 'response_code')));
  const isDeclined = codes.every((code) => code !== null && !code.startsWith('10'));
  return field(response, 'response_code') === null && isDeclined ? (actions[0] ?? response) : response;
}

/** KNET writes `HOST TIMEOUT` and `HOST+TIMEOUT`. NOT CAPTURED is no reason, only that there is one. */
function reasonOfKnet(result: string | null): string | null {
  const word = result?.replaceAll('+', ' ').toUpperCase() ?? null;
  return word === 'NOT CAPTURED' ? null : word;
}

function responseCode(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9A-Z]{2}$/.test(value) ? value : null;
}
