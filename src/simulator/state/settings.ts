import type { SignatureScheme } from '../signature.js';

export interface Gateway {
  /** What `pg_codes` names: a merchant account at a gateway. */
  code: string;
  /** The kind of gateway behind it, `pg_name`. */
  name: string;
  label: string;
  currencies: string[];
  tokenizable: boolean;
  auto_debit: boolean;
  operation: 'purchase' | 'authorize';
  /** What can be done with its payments: refund, capture, void. By its operation when absent. */
  operations?: string[];
  /** Whether its status can be asked at all. */
  inquiry: boolean;
  /** How long the gateway itself keeps a transaction open before it can say how it ended. */
  inquiry_window_minutes: number;
}

export interface BasicUser {
  username: string;
  password: string;
  /** `payment.refund`, `payment.capture`, `payment.void`, `payment.cancel`, `payment.expire`, `payment.delete`, `payment.inquiry`. */
  permissions: string[];
  /** Gateway accounts this user may use; null means all. */
  pg_codes: string[] | null;
}

/** Everything about the simulated instance that may be set over `PUT /control/merchant`. */
export interface MerchantSettings {
  merchant_name: string;
  merchant_name_ar: string;
  country: string;
  is_sandbox: boolean;
  api_keys: string[];
  basic_users: BasicUser[];
  hmac_key: string;
  signature_scheme: SignatureScheme;
  gateways: Gateway[];
  /** A declined session may be tried again (`attempted`); when false it is `failed`. */
  multi_attempt: boolean;
  decline_http_status: 200 | 400;
  duplicate_order_no: 'allow' | 'refuse';
  auto_debit_concurrency: 'serialise' | 'parallel';
  mit_without_agreement: 'refuse' | 'adopt';
  /** What a card gets that its customer gives again after it was deleted, or with another expiry. */
  card_given_again: 'new_token' | 'same_token';
  /** Where the card of a payment is told: in webhooks and answers about it only, or when its session is read too. */
  card_told_in: 'payment' | 'retrieve';
  /** Which one names the session when a request carries both. */
  reference_priority: 'session_id' | 'order_no';
  session_life_minutes: number;
  auto_expire: boolean;
  mit_webhook: boolean;
  /** Minutes after an unanswered attempt at which the platform asks the gateway itself; null: never. */
  automatic_inquiry_minutes: number | null;
  inquiry_throttle: {
    enabled: boolean;
    first_after_minutes: number;
    every_minutes: number;
    per_day: number;
    per_minute_total: number;
    http_status: number;
  };
  requests_per_day: number;
  report_downloads_per_hour: number;
  retry_after_header: boolean;
  refunds: 'immediate' | 'queued' | 'queued_then_rejected' | 'rejected';
  refund_queue_minutes: number;
  /** Where the refunds of a payment are told beside the webhook: nowhere, by a status query, or by reading it too. */
  refunds_told_in: 'retrieve' | 'inquiry' | 'nowhere';
  operation_results: 'contract' | 'documented';
  /** In which payers' cards are charged from now on, converted by the gateway; null: in the shop's currency. */
  payer_currency: string | null;
  operation_webhook_url: string | null;
  webhook: { timeout_ms: number; tries: number; retry_after_ms: number; speed: number };
  error_envelope: 'detail' | 'error';
  /** `contract`: numbers where the contract says number; `strings`: every amount a string. */
  amount_types: 'contract' | 'strings';
  timestamp_format: 'spaced' | 'iso';
  /** Real milliseconds every API call takes. */
  latency_ms: number;
  /** Real seconds a request without an answer is kept open. */
  hang_seconds: number;
  redirect_delay_seconds: number;
}

type InParts = 'webhook' | 'inquiry_throttle';

/** Any part of the settings. */
export type SettingsInput = Partial<Omit<MerchantSettings, InParts>> & {
  [name in InParts]?: Partial<MerchantSettings[name]>;
};

const WIDE = [
  'KWD',
  'SAR',
  'AED',
  'BHD',
  'OMR',
  'QAR',
  'EGP',
  'JOD',
  'IQD',
  'LYD',
  'TND',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'KRW',
  'INR',
];

const ALL_OPERATIONS = ['capture', 'refund', 'void', 'cancel', 'expire', 'delete', 'inquiry'];

export const DEFAULT_GATEWAYS: Gateway[] = [
  {
    code: 'credit-card',
    name: 'mpgs',
    label: 'Credit card',
    currencies: WIDE,
    tokenizable: true,
    auto_debit: true,
    operation: 'purchase',
    inquiry: true,
    inquiry_window_minutes: 11,
  },
  {
    code: 'cybersource',
    name: 'cybersource',
    label: 'Cybersource',
    currencies: WIDE,
    tokenizable: true,
    auto_debit: true,
    operation: 'purchase',
    inquiry: true,
    inquiry_window_minutes: 15,
  },
  {
    code: 'mpgs-authorize',
    name: 'mpgs',
    label: 'Credit card (authorize, capture later)',
    currencies: WIDE,
    tokenizable: true,
    auto_debit: true,
    operation: 'authorize',
    inquiry: true,
    inquiry_window_minutes: 11,
  },
  {
    code: 'upg',
    name: 'upg',
    label: 'UPG (no status query)',
    currencies: ['EGP', 'USD', 'KWD'],
    tokenizable: true,
    auto_debit: true,
    operation: 'purchase',
    inquiry: false,
    inquiry_window_minutes: 0,
  },
  {
    code: 'knet',
    name: 'knet',
    label: 'KNET',
    currencies: ['KWD'],
    tokenizable: false,
    auto_debit: false,
    operation: 'purchase',
    inquiry: true,
    inquiry_window_minutes: 8,
  },
];

export function defaultSettings(): MerchantSettings {
  return structuredClone({
    merchant_name: 'Sandbox Merchant',
    merchant_name_ar: 'تاجر تجريبي',
    country: 'KW',
    is_sandbox: true,
    api_keys: ['sim_ottu_api_key'],
    basic_users: [
      {
        username: 'sim_user',
        password: 'sim_password',
        permissions: ALL_OPERATIONS.map((name) => `payment.${name}`),
        pg_codes: null,
      },
    ],
    hmac_key: 'sim_ottu_hmac_key',
    signature_scheme: 'flat-18',
    gateways: DEFAULT_GATEWAYS,
    multi_attempt: true,
    decline_http_status: 200,
    duplicate_order_no: 'allow',
    auto_debit_concurrency: 'serialise',
    mit_without_agreement: 'refuse',
    card_given_again: 'new_token',
    card_told_in: 'payment',
    reference_priority: 'session_id',
    session_life_minutes: 24 * 60,
    auto_expire: true,
    mit_webhook: false,
    automatic_inquiry_minutes: null,
    inquiry_throttle: {
      enabled: true,
      first_after_minutes: 10,
      every_minutes: 30,
      per_day: 3,
      per_minute_total: 30,
      http_status: 429,
    },
    requests_per_day: 90_000,
    report_downloads_per_hour: 25,
    retry_after_header: true,
    refunds: 'immediate',
    refund_queue_minutes: 60,
    refunds_told_in: 'retrieve',
    payer_currency: null,
    operation_results: 'contract',
    operation_webhook_url: null,
    webhook: { timeout_ms: 15_000, tries: 3, retry_after_ms: 5_000, speed: 1 },
    error_envelope: 'detail',
    amount_types: 'contract',
    timestamp_format: 'spaced',
    latency_ms: 0,
    hang_seconds: 120,
    redirect_delay_seconds: 2,
  } satisfies MerchantSettings);
}
