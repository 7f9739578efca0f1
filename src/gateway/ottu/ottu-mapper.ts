import { formatAmount, isPositive, isZero } from '../../domain/money/money.js';
import type {
  AgreementTerms,
  CreateSessionRequest,
  DeleteCardRequest,
  ListCardsQuery,
  PaymentMethodsQuery,
  HoldOperation,
  RefundRequest,
} from '../payment-gateway.js';
import type { JsonObject } from './json-fields.js';

/** A request that Ottu's documentation rules out. It is our own mistake, so it is thrown and never sent. */
export class GatewayArgumentError extends Error {}

/** MPGS takes no more, and the gateway behind a pg_code may be changed to MPGS any day. */
const MAX_ORDER_NO = 37;
const MAX_CUSTOMER_ID = 64;
const MAX_NAME = 64;
const MAX_EMAIL = 128;
const MAX_PHONE = 16;
const MAX_TRACKING_KEY = 128;
/** Ottu's default for auto_debit, sent so that it does not depend on an account's settings. */
const MIN_EXPIRY_DAYS_WHEN_SAVING = 30;
/** The shortest there is: a saved card that is valid today is charged today. */
const MIN_EXPIRY_DAYS_WHEN_CHARGING = 1;

/**
 * Body of `POST /b/checkout/v1/pymt-txn/`. The amount is a decimal string with exactly the currency's
 * digits; saving a card is `save_card` with amount "0", as Ottu's documentation of user cards has it.
 * @throws GatewayArgumentError
 */
export function sessionBody(request: CreateSessionRequest): JsonObject {
  checkSession(request);
  const saves = request.purpose === 'save_card';
  const charges = request.purpose === 'charge_saved_card';
  return {
    type: 'e_commerce',
    payment_type: saves ? 'save_card' : request.agreement === null ? 'one_off' : 'auto_debit',
    amount: saves ? '0' : formatAmount(request.amount),
    currency_code: request.amount.currency,
    pg_codes: [request.pgCode],
    order_no: request.orderNo,
    customer_id: request.gatewayCustomerId,
    ...customerFields(request.customer),
    language: request.language,
    // What is paid once and not kept may be paid with a card in its last days: nothing is charged to it later.
    ...(request.agreement && {
      agreement: agreementBody(request.agreement),
      card_acceptance_criteria: {
        min_expiry_time: charges ? MIN_EXPIRY_DAYS_WHEN_CHARGING : MIN_EXPIRY_DAYS_WHEN_SAVING,
      },
    }),
    webhook_url: request.webhookUrl,
    ...(request.redirectUrl === null ? {} : { redirect_url: request.redirectUrl }),
  };
}

/** What was agreed, word for word: Ottu cannot edit an agreement, and holds later payments against it. */
function agreementBody(terms: AgreementTerms): JsonObject {
  return {
    id: terms.id,
    type: 'recurring',
    frequency: terms.frequency,
    amount_variability: terms.amountVariability,
    start_date: ottuDate(terms.startDate),
    expiry_date: ottuDate(terms.expiryDate),
    cycle_interval_days: terms.cycleIntervalDays,
    total_cycles: terms.totalCycles,
    ...(terms.maxAmountPerCycle && { max_amount_per_cycle: formatAmount(terms.maxAmountPerCycle) }),
  };
}

/** YYYY-MM-DD to DD/MM/YYYY, the form in which Ottu's published examples send dates of an agreement. */
export function ottuDate(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (!year) throw new GatewayArgumentError(`a date must be YYYY-MM-DD, got "${date.slice(0, 20)}"`);
  return `${day}/${month}/${year}`;
}

/**
 * Names are cut to Ottu's limits. An address or number that is too long or malformed is left out instead:
 * cut, it would belong to somebody else, and sent, it would make Ottu refuse the whole payment.
 */
function customerFields(customer: CreateSessionRequest['customer']): JsonObject {
  const [first = '', ...rest] = clean(customer.name).split(' ');
  const email = clean(customer.email);
  const phone = clean(customer.phone).replace(/[\s().-]/g, '');
  const fields = {
    customer_first_name: cut(first),
    customer_last_name: cut(rest.join(' ')),
    customer_email: email.length <= MAX_EMAIL && /^[^@\s]+@[^@\s]+$/.test(email) ? email : '',
    customer_phone: phone.length <= MAX_PHONE && /^\+?\d+$/.test(phone) ? phone : '',
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** Body of `POST /b/pbl/v2/card/`. Sandbox cards and live cards are two lists. */
export function listCardsBody(query: ListCardsQuery, isSandbox: boolean): JsonObject {
  return {
    type: isSandbox ? 'sandbox' : 'production',
    customer_id: query.gatewayCustomerId,
    ...(query.agreementId === undefined ? {} : { agreement_id: query.agreementId }),
    ...(query.pgCodes === undefined ? {} : { pg_codes: query.pgCodes }),
  };
}

/** Path of `DELETE /b/pbl/v2/card/{token}/`. A token with a slash in it would call another endpoint. */
export function deleteCardPath({ token, gatewayCustomerId }: DeleteCardRequest, isSandbox: boolean): string {
  if (token === '') throw new GatewayArgumentError('there is no token to delete');
  const type = isSandbox ? 'sandbox' : 'production';
  const query = new URLSearchParams({ customer_id: gatewayCustomerId, type });
  return `/b/pbl/v2/card/${encodeURIComponent(token)}/?${query.toString()}`;
}

/** Body of `POST /b/pbl/v2/payment-methods/`. Test gateways and live gateways are two lists. */
export function paymentMethodsBody({ currency }: PaymentMethodsQuery, isSandbox: boolean): JsonObject {
  return {
    plugin: 'e_commerce',
    type: isSandbox ? 'sandbox' : 'production',
    ...(currency === undefined ? {} : { currencies: [currency] }),
  };
}

/** Names the session only, as `expire` does. The amount always, also when it is all: "the rest" is not ours to guess. */
export function refundBody({ amount, trackingKey }: RefundRequest, sessionId: string): JsonObject {
  if (!isPositive(amount)) throw new GatewayArgumentError(`a refund of ${formatAmount(amount)}`);
  checkLength('trackingKey', trackingKey, MAX_TRACKING_KEY);
  return { operation: 'refund', session_id: sessionId, amount: formatAmount(amount) };
}

/** A void is always of the whole and takes no amount. */
export function holdBody(
  operation: HoldOperation,
  { amount, trackingKey }: RefundRequest,
  sessionId: string,
): JsonObject {
  if (!isPositive(amount)) throw new GatewayArgumentError(`a ${operation} of ${formatAmount(amount)}`);
  checkLength('trackingKey', trackingKey, MAX_TRACKING_KEY);
  const named = { operation, session_id: sessionId };
  return operation === 'void' ? named : { ...named, amount: formatAmount(amount) };
}

function checkSession(request: CreateSessionRequest): void {
  const { amount, purpose, orderNo, gatewayCustomerId, agreement } = request;
  if (purpose === 'save_card' ? !isZero(amount) : !isPositive(amount)) {
    throw new GatewayArgumentError(`${purpose} with the amount ${formatAmount(amount)}`);
  }
  checkLength('orderNo', orderNo, MAX_ORDER_NO);
  checkLength('gatewayCustomerId', gatewayCustomerId, MAX_CUSTOMER_ID);
  checkLength('pgCode', request.pgCode, 128);
  if (agreement === null) {
    if (purpose === 'invoice_payment') return;
    throw new GatewayArgumentError(`${purpose} without an agreement`);
  }
  checkLength('agreement.id', agreement.id, 128);
  checkRange('agreement.cycleIntervalDays', agreement.cycleIntervalDays, 366);
  checkRange('agreement.totalCycles', agreement.totalCycles, 999);
}

function checkLength(name: string, value: string, max: number): void {
  if (value.length > 0 && value.length <= max) return;
  throw new GatewayArgumentError(`${name} must have 1 to ${max} characters, has ${value.length}`);
}

function checkRange(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw new GatewayArgumentError(`${name} must be 1 to ${max}, is ${value}`);
}

function clean(value: string | null | undefined): string {
  return (value ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** By code points: half a surrogate pair is no character and breaks the signature of the webhook. */
function cut(name: string): string {
  return [...name].slice(0, MAX_NAME).join('').trim();
}
