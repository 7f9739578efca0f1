import { currencyDigits } from '../money.js';
import { defaultSettings, type MerchantSettings } from './settings.js';

const CHOICES: Partial<Record<keyof MerchantSettings, readonly unknown[]>> = {
  signature_scheme: ['flat-18', 'path-26'],
  decline_http_status: [200, 400],
  duplicate_order_no: ['allow', 'refuse'],
  auto_debit_concurrency: ['serialise', 'parallel'],
  mit_without_agreement: ['refuse', 'adopt'],
  card_given_again: ['new_token', 'same_token'],
  card_told_in: ['payment', 'retrieve'],
  reference_priority: ['session_id', 'order_no'],
  refunds: ['immediate', 'queued', 'queued_then_rejected', 'rejected'],
  operation_results: ['contract', 'documented'],
  refunds_told_in: ['retrieve', 'inquiry', 'nowhere'],
  error_envelope: ['detail', 'error'],
  amount_types: ['contract', 'strings'],
  timestamp_format: ['spaced', 'iso'],
};
const NULLABLE = new Set(['operation_webhook_url', 'payer_currency', 'automatic_inquiry_minutes']);

export type FieldErrors = Record<string, string[]>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function checkOne(name: string, value: unknown, template: unknown): string | null {
  const choices = CHOICES[name as keyof MerchantSettings];
  if (choices && !choices.includes(value)) return `Must be one of: ${choices.join(', ')}.`;
  if (NULLABLE.has(name)) {
    const kind = name === 'automatic_inquiry_minutes' ? 'number' : 'string';
    return value === null || typeof value === kind ? null : `Must be a ${kind} or null.`;
  }
  if (kindOf(value) !== kindOf(template)) return `Must be a ${kindOf(template)}.`;
  if (isObject(value) && isObject(template)) return checkInner(value, template);
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) return 'Must be zero or more.';
  return null;
}

/** A dictionary may be given in part; what is given must be known and of the right kind. */
function checkInner(given: Record<string, unknown>, template: Record<string, unknown>): string | null {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(template, name))
      return `There is no ${name}. Known: ${Object.keys(template).join(', ')}.`;
    const problem = checkOne(name, value, template[name]);
    if (problem) return `${name}: ${problem}`;
  }
  return null;
}

const OPERATIONS = ['refund', 'capture', 'void'];
const isOperation = (name: unknown) => OPERATIONS.includes(name as string);

function checkGateways(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return 'Must be a list of at least one gateway.';
  for (const gateway of value as unknown[]) {
    if (!isObject(gateway) || typeof gateway.code !== 'string' || typeof gateway.name !== 'string')
      return 'Every gateway needs a code and a name.';
    const { operations } = gateway;
    if (operations !== undefined && !(Array.isArray(operations) && operations.every(isOperation)))
      return `The operations of ${gateway.code} must be among ${OPERATIONS.join(', ')}.`;
    const currencies = gateway.currencies;
    if (
      !Array.isArray(currencies) ||
      !currencies.every((c) => typeof c === 'string' && currencyDigits(c) !== null)
    )
      return `The currencies of ${gateway.code} must be ISO 4217 codes.`;
  }
  return null;
}

function checkUsers(value: unknown): string | null {
  const complete = (user: unknown) =>
    isObject(user) && typeof user.username === 'string' && typeof user.password === 'string';
  return Array.isArray(value) && value.every(complete) ? null : 'Every user needs a username and a password.';
}

/** Lays given settings over the present ones; whatever is wrong is named and nothing is changed. */
export function mergeSettings(
  present: MerchantSettings,
  given: Record<string, unknown>,
): { settings: MerchantSettings; errors: FieldErrors } {
  const template = defaultSettings() as unknown as Record<string, unknown>;
  const settings = structuredClone(present) as unknown as Record<string, unknown>;
  const errors: FieldErrors = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(template, name)) errors[name] = ['There is no such setting.'];
    else {
      const special = name === 'gateways' ? checkGateways : name === 'basic_users' ? checkUsers : null;
      const problem = special ? special(value) : checkOne(name, value, template[name]);
      if (problem) errors[name] = [problem];
      else settings[name] = isObject(value) ? { ...(settings[name] as object), ...value } : value;
    }
  }
  return { settings: complete(settings as unknown as MerchantSettings), errors };
}

/** Fills what a gateway or a user may leave out. */
function complete(settings: MerchantSettings): MerchantSettings {
  settings.gateways = settings.gateways.map((gateway) => ({
    ...gateway,
    label: gateway.label ?? gateway.code,
    tokenizable: gateway.tokenizable ?? false,
    auto_debit: gateway.auto_debit ?? gateway.tokenizable ?? false,
    operation: gateway.operation ?? 'purchase',
    inquiry: gateway.inquiry ?? true,
    inquiry_window_minutes: gateway.inquiry_window_minutes ?? 0,
  }));
  settings.basic_users = settings.basic_users.map((user) => ({
    ...user,
    permissions: user.permissions ?? [],
    pg_codes: user.pg_codes ?? null,
  }));
  return settings;
}
