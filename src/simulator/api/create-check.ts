import { durationMs } from '../duration.js';
import { currencyDigits } from '../money.js';
import {
  textOf,
  type AgreementTerms,
  type Json,
  type JsonObject,
  type SessionRequest,
} from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';
import { BodyCheck } from './check.js';

const AGREEMENT_TYPES = ['event_based', 'installment', 'recurring', 'unscheduled', 'other'] as const;
const VARIABILITY = ['fixed', 'variable'] as const;
const FREQUENCIES = [
  'irregular',
  'daily',
  'weekly',
  'semi_monthly',
  'monthly',
  'quarterly',
  'semi_annually',
  'yearly',
  'other',
] as const;
const MPGS_ORDER_NO_MAX = 37;
/** Kept and given back as they came. Lengths are those of the platform; null: no limit of its own. */
const OTHER_FIELDS: Record<string, number | null> = {
  billing_address: null,
  shipping_address: null,
  branding_options: null,
  loyalty: null,
  attachment: 2000,
  attachment_upload_url: 2000,
  customer_birthdate: 10,
  customer_email: 128,
  customer_first_name: 64,
  customer_last_name: 64,
  customer_phone: 16,
  customer_phone_2: 16,
  due_datetime: 64,
  email_recipients: null,
  extra: null,
  initiator_id: null,
  mode: 32,
  notifications: null,
  product_type: 128,
  vendor_name: 64,
};

export type CheckedRequest =
  { request: SessionRequest; errors: null } | { request: null; errors: JsonObject };

function gatewayCodes(
  world: World,
  check: BodyCheck,
  given: Json | undefined,
  currency: string | undefined,
): string[] {
  const codes = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(codes) || codes.length === 0) {
    check.fail('pg_codes', given === undefined ? 'This field is required.' : 'This list may not be empty.');
    return [];
  }
  const known = codes.filter((code): code is string => typeof code === 'string');
  for (const code of codes) {
    const gateway = typeof code === 'string' ? gatewayByCode(world, code) : undefined;
    if (!gateway)
      check.fail('pg_codes', `"${JSON.stringify(code).replaceAll('"', '')}" is not a valid choice.`);
    else if (currency && !gateway.currencies.includes(currency)) {
      check.fail('pg_codes', `${gateway.code} does not accept ${currency}.`);
    }
  }
  return known;
}

export function checkAgreement(
  given: Json | undefined,
  currency: string,
): { terms?: AgreementTerms; errors?: Json } {
  if (given === undefined || given === null || given === '') return {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return { errors: { non_field_errors: ['Invalid data. Expected a dictionary.'] } };
  }
  if (Object.keys(given).length === 0) return {};
  const check = new BodyCheck(given);
  const type = check.choice('type', AGREEMENT_TYPES) ?? 'recurring';
  const recurring = type === 'recurring';
  const terms: AgreementTerms = {
    id: check.text('id', { max: 128, required: true }) ?? '',
    type,
    frequency: check.choice('frequency', FREQUENCIES, recurring || type === 'unscheduled'),
    amount_variability: check.choice('amount_variability', VARIABILITY, recurring),
    start_date: check.date('start_date'),
    expiry_date: check.date('expiry_date', recurring),
    cycle_interval_days: check.integer('cycle_interval_days', 1, 366, recurring),
    total_cycles: check.integer('total_cycles', 1, 999, recurring),
    max_amount_per_cycle: check.amount('max_amount_per_cycle', currency),
    seller: given.seller as JsonObject | undefined,
  };
  if (terms.start_date && terms.expiry_date && terms.start_date > terms.expiry_date) {
    check.fail('expiry_date', 'The expiry date must not be before the start date.');
  }
  if (check.failed) return { errors: check.errors };
  return { terms: JSON.parse(JSON.stringify(terms)) as AgreementTerms };
}

function checkMinExpiry(check: BodyCheck, given: Json | undefined, autoDebit: boolean): number | undefined {
  const fallback = autoDebit ? 30 : undefined;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fallback;
  const inner = new BodyCheck(given);
  const days = inner.integer('min_expiry_time', 1, 365);
  if (inner.failed) check.errors.card_acceptance_criteria = inner.errors;
  return days ?? fallback;
}

function otherFields(check: BodyCheck, body: JsonObject): JsonObject {
  const other: JsonObject = {};
  for (const [name, max] of Object.entries(OTHER_FIELDS)) {
    if (!check.has(name)) continue;
    if (max !== null) check.text(name, { max });
    other[name] = body[name];
  }
  if (check.has('customer_email') && !/^[^@\s]+@[^@\s]+$/.test(textOf(body.customer_email))) {
    check.fail('customer_email', 'Enter a valid email address.');
  }
  return other;
}

function checkTogether(world: World, check: BodyCheck, request: Partial<SessionRequest>): void {
  const { payment_type, order_no, pg_codes = [], amount } = request;
  if (payment_type !== 'one_off') {
    if (request.customer_id === undefined) check.fail('customer_id', `Required for ${payment_type}.`);
    for (const code of pg_codes) {
      const gateway = gatewayByCode(world, code);
      const able = payment_type === 'save_card' ? gateway?.tokenizable : gateway?.auto_debit;
      if (gateway && !able) check.fail('pg_codes', `${code} does not support ${payment_type}.`);
    }
  }
  if (payment_type === 'auto_debit' && !request.agreement && !check.errors.agreement) {
    check.fail('agreement', 'Required for auto_debit.');
  }
  if (payment_type === 'save_card' && amount !== undefined && /[1-9]/.test(amount)) {
    check.fail('amount', 'The amount must be 0 for save_card.');
  }
  const mpgs = pg_codes.some((code) => gatewayByCode(world, code)?.name === 'mpgs');
  if (mpgs && (order_no?.length ?? 0) > MPGS_ORDER_NO_MAX) {
    check.fail('order_no', `Ensure this field has no more than ${MPGS_ORDER_NO_MAX} characters.`);
  }
  if (order_no !== undefined && world.settings.duplicate_order_no === 'refuse') {
    if (world.store.sessionByOrderNo(order_no))
      check.fail('order_no', 'A transaction with this order_no exists.');
  }
}

/** Checks the body of a create call the way the platform does. */
export function checkCreate(world: World, body: JsonObject): CheckedRequest {
  const check = new BodyCheck(body);
  const type = check.choice('type', ['e_commerce', 'payment_request'] as const, true) ?? 'e_commerce';
  const currency = check.text('currency_code', { required: true });
  const known = currency !== undefined && currencyDigits(currency) !== null;
  if (currency !== undefined && !known) check.fail('currency_code', `"${currency}" is not a valid choice.`);
  const payment_type =
    check.choice('payment_type', ['one_off', 'auto_debit', 'save_card'] as const) ?? 'one_off';
  const amount = known
    ? check.amount('amount', currency, { required: true, zero: payment_type === 'save_card' })
    : check.text('amount', { required: true });
  const { terms, errors } = checkAgreement(body.agreement, currency ?? 'KWD');
  if (errors !== undefined) check.errors.agreement = errors;
  const request: SessionRequest = {
    type,
    amount: amount ?? '',
    currency_code: currency ?? '',
    pg_codes: gatewayCodes(world, check, body.pg_codes, known ? currency : undefined),
    payment_type,
    customer_id: check.text('customer_id', { max: 64 }),
    order_no: check.text('order_no', { max: 128 }),
    webhook_url: check.url('webhook_url'),
    redirect_url: check.url('redirect_url'),
    agreement: terms,
    min_expiry_days: checkMinExpiry(check, body.card_acceptance_criteria, payment_type === 'auto_debit'),
    language: check.choice('language', ['en', 'ar'] as const) ?? 'en',
    expiration_time: checkDuration(check),
    other: otherFields(check, body),
  };
  checkTogether(world, check, request);
  return check.failed ? { request: null, errors: check.errors } : { request, errors: null };
}

function checkDuration(check: BodyCheck): string | undefined {
  const text = check.text('expiration_time');
  if (text === undefined || durationMs(text) !== null) return text;
  check.fail(
    'expiration_time',
    'Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss.',
  );
  return undefined;
}
