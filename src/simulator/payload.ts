import { isoDate, spacedTime } from './clock.js';
import { formatAmount, minorOf } from './money.js';
import { sign } from './signature.js';
import { RESULT_OF_STATE } from './state/states.js';
import type { ChildPayment, JsonObject, SavedCard, Session } from './state/types.js';
import { gatewayByCode, type World } from './world.js';

const CUSTOMER_FIELDS = [
  'customer_birthdate',
  'customer_email',
  'customer_first_name',
  'customer_last_name',
  'customer_phone',
];
const ADDRESS_FIELDS = ['line1', 'line2', 'city', 'state', 'country', 'postal_code'];

export function timestamp(world: World, at = world.clock.now()): string {
  return world.settings.timestamp_format === 'iso' ? world.clock.iso(at) : spacedTime(at);
}

/** Amounts the contract calls numbers; strings when the settings say so. */
export function amountOf(world: World, minor: bigint, currency: string): number | string {
  const text = formatAmount(minor, currency);
  return world.settings.amount_types === 'strings' ? text : Number(text);
}

export function refundedOf(session: Session, states: string[]): bigint {
  return session.children
    .filter((child) => states.includes(child.state))
    .reduce((sum, child) => sum + minorOf(child.amount, child.currency_code), 0n);
}

export function cardView(world: World, card: SavedCard): JsonObject {
  const today = isoDate(world.clock.now());
  const agreements = world.store.agreementsOfToken(card.token);
  return {
    agreements: agreements.map((agreement) => agreement.id),
    brand: card.brand,
    customer_id: card.customer_id,
    cvv_required: false,
    expiry_month: card.expiry_month,
    expiry_year: card.expiry_year,
    is_expired: `20${card.expiry_year}-${card.expiry_month}` < today.slice(0, 7),
    is_preferred: card.is_preferred,
    name_on_card: card.name_on_card,
    number: card.number,
    pg_code: card.pg_code,
    pg_name: card.pg_name,
    token: card.token,
  };
}

export function childView(child: ChildPayment): JsonObject {
  const { amount, currency_code, session_id, state } = child;
  return { amount, currency_code, order_no: '', session_id, state };
}

function customerFields(world: World, session: Session): JsonObject {
  const fields: JsonObject = {};
  const { other } = session.request;
  for (const name of CUSTOMER_FIELDS) if (other[name] !== undefined) fields[name] = other[name];
  const address = (other.billing_address ?? {}) as JsonObject;
  for (const name of ADDRESS_FIELDS) {
    if (address[name] !== undefined) fields[`customer_address_${name}`] = address[name];
  }
  fields.customer_address_country ??= world.settings.country;
  if (session.request.customer_id !== undefined) fields.customer_id = session.request.customer_id;
  return fields;
}

function moneyFields(world: World, session: Session): JsonObject {
  const { amount, currency_code: currency } = session.request;
  const zero = formatAmount(0n, currency);
  const paid = minorOf(session.paid_amount, currency);
  const open = minorOf(amount, currency) - paid;
  return {
    amount,
    amount_details: { amount, currency_code: currency, exchange_rate: '1', fee: zero, total: amount },
    currency_code: currency,
    fee: `${zero} ${currency}`,
    paid_amount: session.paid_amount,
    refunded_amount: amountOf(world, refundedOf(session, ['refunded']), currency),
    remaining_amount: amountOf(world, open > 0n ? open : 0n, currency),
    settled_amount: amountOf(world, paid, currency),
    voided_amount: amountOf(world, refundedOf(session, ['voided']), currency),
  };
}

/** The payment payload: answer of a charge and of a status query, and body of a webhook. Signed. */
export function paymentPayload(world: World, session: Session): JsonObject {
  const { request } = session;
  const card = session.token === null ? undefined : world.store.cards.get(session.token);
  const payload: JsonObject = {
    agreement: { ...request.agreement },
    card_acceptance_criteria:
      request.min_expiry_days === undefined ? {} : { min_expiry_time: request.min_expiry_days },
    ...moneyFields(world, session),
    ...customerFields(world, session),
    extra: request.other.extra ?? {},
    gateway_account: session.pg_code,
    gateway_name: gatewayByCode(world, session.pg_code)?.name ?? session.pg_code,
    gateway_response: session.gateway_response,
    is_sandbox: world.settings.is_sandbox,
    message: session.message,
    order_no: request.order_no ?? null,
    payment_type: request.payment_type,
    pg_params: session.pg_params,
    reference_number: session.reference_number,
    result: RESULT_OF_STATE[session.state],
    session_id: session.session_id,
    state: session.state,
    timestamp_utc: timestamp(world),
    transactions: session.children.map(childView),
  };
  if (card) payload.token = cardView(world, card);
  return signed(world, payload);
}

export function signed(world: World, payload: JsonObject): JsonObject {
  const { signature_scheme, hmac_key } = world.settings;
  return { ...payload, signature: sign(payload, signature_scheme, hmac_key) };
}
