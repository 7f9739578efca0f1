import type { CardReading } from '../payment-gateway.js';
import {
  field,
  isObject,
  optionalNote,
  requiredText,
  type JsonObject,
  UnreadableField,
} from './json-fields.js';

/** Visible characters only: a token goes into request bodies and logs. */
const TOKEN = /^[\x21-\x7e]+$/;
const PG_CODE = /^[-a-zA-Z0-9_]+$/;
const CENTURY = 2000;

/**
 * Reads a card as Ottu's documentation of user cards shows it: `number` masked ("**** 1019"), month and
 * year of expiry as two digits each. A four-digit year is read too.
 * @throws UnreadableField
 */
export function readCard(card: JsonObject): CardReading {
  const number = optionalNote(card, 'number', 32);
  const isExpired = field(card, 'is_expired');
  if (typeof isExpired !== 'boolean') throw new UnreadableField('is_expired', 'expected true or false');
  return {
    token: requiredText(card, 'token', 128, TOKEN),
    pgCode: requiredText(card, 'pg_code', 64, PG_CODE),
    gatewayCustomerId: requiredText(card, 'customer_id', 64),
    brand: optionalNote(card, 'brand', 32),
    lastFour: /(\d{4})$/.exec(number ?? '')?.[1] ?? null,
    expiryMonth: monthOf(requiredText(card, 'expiry_month', 2, /^\d{1,2}$/)),
    expiryYear: yearOf(requiredText(card, 'expiry_year', 4, /^(\d\d|20\d\d)$/)),
    nameOnCard: optionalNote(card, 'name_on_card', 64),
    isExpired,
  };
}

/** Reads the answer of the cards endpoint: a list in the guide, one card in the OpenAPI description. */
export function readCards(body: unknown): CardReading[] {
  if (isObject(body)) return [readCard(body)];
  if (!Array.isArray(body)) throw new UnreadableField('body', 'expected a list of cards');
  return body.map((card: unknown) => {
    if (!isObject(card)) throw new UnreadableField('body', 'expected a list of cards');
    return readCard(card);
  });
}

/**
 * The card inside a payment payload, or null. A card that cannot be read is null here and not an
 * unreadable payment: whether money moved must not hang on how a card's expiry is written. Nothing is
 * lost, since a card is always taken from the cards endpoint before it is charged.
 */
export function readCardOfPayment(payment: JsonObject): CardReading | null {
  const token = field(payment, 'token');
  if (!isObject(token) || Object.keys(token).length === 0) return null;
  try {
    return readCard(token);
  } catch (error) {
    if (error instanceof UnreadableField) return null;
    throw error;
  }
}

function monthOf(text: string): number {
  const month = Number(text);
  if (month < 1 || month > 12) throw new UnreadableField('expiry_month', 'not a month');
  return month;
}

function yearOf(text: string): number {
  const year = Number(text);
  return text.length === 2 ? CENTURY + year : year;
}
