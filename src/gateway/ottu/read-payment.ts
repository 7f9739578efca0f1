import { type Money, MoneyError, parseMoney } from '../../domain/money/money.js';
import type { Decline, PaymentReading, SessionState } from '../payment-gateway.js';
import { readDecline } from './decline-codes.js';
import {
  field,
  isObject,
  type JsonObject,
  optionalNote,
  optionalObject,
  optionalText,
  optionalWord,
  requiredText,
  UnreadableField,
} from './json-fields.js';
import { readCardOfPayment } from './read-card.js';
import { readHold } from './read-hold.js';
import { readPayerCurrency } from './read-payer-currency.js';
import { SESSION_ID } from './session-id.js';
import { toldText } from './told-text.js';

export const SESSION_STATES: readonly SessionState[] = [
  'created',
  'pending',
  'attempted',
  'authorized',
  'paid',
  'cod',
  'failed',
  'canceled',
  'expired',
  'invalided',
];

export const RESULTS = ['pending', 'success', 'failed', 'canceled', 'error', 'cod'] as const;
export type PaymentResult = (typeof RESULTS)[number];

/** The two words that say how a payment stands, each null when absent. */
export interface Standing {
  state: SessionState | null;
  result: PaymentResult | null;
}

/** @throws UnreadableField for a word we do not know */
export function readStanding(body: JsonObject): Standing {
  return {
    state: optionalWord(body, 'state', SESSION_STATES),
    result: optionalWord(body, 'result', RESULTS),
  };
}

/** What a body says about whom it is about; each null when it does not say. */
export interface Echo {
  sessionId: string | null;
  orderNo: string | null;
  amount: Money | null;
}

/** @throws UnreadableField */
export function readEcho(body: JsonObject): Echo {
  return {
    sessionId: optionalText(body, 'session_id', 128, SESSION_ID),
    orderNo: optionalText(body, 'order_no', 128),
    amount: readAmount(body),
  };
}

/**
 * Reads a payment payload (answer of a charge, of a status query) or a session as retrieved.
 * Amounts come as strings or JSON numbers of at most the currency's digits. Fields beside those of the
 * port are not looked at, so that dates of the agreement may come in either of Ottu's two forms.
 * @throws UnreadableField for a missing session or state, an unknown word, a wrong type
 */
export function readPayment(body: unknown): PaymentReading {
  if (!isObject(body)) throw new UnreadableField('body', 'expected an object');
  const { state, result } = readStanding(body);
  if (state === null) throw new UnreadableField('state', 'missing');
  const echo = readEcho(body);
  const agreement = optionalObject(body, 'agreement');
  const payerCurrency = readPayerCurrency(body);
  return {
    sessionId: requiredText(body, 'session_id', 128, SESSION_ID),
    orderNo: echo.orderNo,
    state,
    result,
    amount: echo.amount,
    referenceNumber: optionalNote(body, 'reference_number', 255),
    gatewayCustomerId: optionalText(body, 'customer_id', 128),
    agreementId: agreement ? optionalText(agreement, 'id', 128) : null,
    card: readCardOfPayment(body),
    decline: declineOf(body, state),
    checkoutUrl: optionalText(body, 'checkout_url', 2000, /^https?:\/\//),
    gatewayName: gatewayNameOf(body),
    ...readHold(body, state),
    ...(payerCurrency !== null && { payerCurrency }),
  };
}

/**
 * A session that was closed after its card was declined still tells why. Only a response code proves that the
 * issuer was asked: a closed session may just as well never have been tried, or never been answered.
 */
function declineOf(body: JsonObject, state: SessionState): Decline | null {
  if (state === 'failed' || state === 'attempted') return readDecline(body);
  if (state !== 'expired') return null;
  const decline = readDecline(body);
  return /^(?!00)[0-9A-Z]{2}$/.test(decline.responseCode ?? '') ? decline : null;
}

/** Told beside the point, so nothing is refused for its sake. */
function gatewayNameOf(body: JsonObject): string | null {
  return toldText(field(body, 'gateway_name'), 64);
}

function readAmount(body: JsonObject): Money | null {
  const value = field(body, 'amount');
  if (value === null || value === '') return null;
  const currency = requiredText(body, 'currency_code', 3);
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new UnreadableField('amount', 'expected a decimal');
  }
  try {
    // String() of a number that JSON could not hold exactly has an exponent or too many digits.
    const amount = parseMoney(String(value), currency);
    if (amount.minor < 0n) throw new UnreadableField('amount', 'negative');
    return amount;
  } catch (error) {
    if (error instanceof MoneyError) throw new UnreadableField('amount', error.message);
    throw error;
  }
}
