import type { Loose } from './support.js';

/**
 * The shapes of the platform's published answers, in a notation of our own: a string names a type, an
 * object a dictionary whose names end in `?` where they may be missing, a list with one entry a list.
 */
export type Shape = string | { [name: string]: Shape } | [Shape];

const SESSION_STATES =
  'created|pending|attempted|authorized|paid|failed|canceled|expired|invalided|refunded|cod';

export const AGREEMENT: Shape = {
  'id?': 'text<=128',
  'type?': '=event_based|installment|recurring|unscheduled|other',
  'frequency?': '=irregular|daily|weekly|semi_monthly|monthly|quarterly|semi_annually|yearly|other',
  'amount_variability?': '=fixed|variable',
  'start_date?': 'date',
  'expiry_date?': 'date',
  'cycle_interval_days?': 'integer',
  'total_cycles?': 'integer',
  'max_amount_per_cycle?': 'decimal',
  'seller?': 'dictionary',
};

export const CARD: Shape = {
  agreements: ['text'],
  brand: 'text<=32',
  customer_id: 'text<=64',
  cvv_required: 'boolean',
  expiry_month: 'text<=2',
  expiry_year: 'text<=2',
  is_expired: 'boolean',
  is_preferred: 'boolean',
  name_on_card: 'text<=64',
  number: 'text<=19',
  pg_code: 'text',
  pg_name: 'text',
  token: 'text<=50',
};

const METHOD: Shape = {
  code: 'text',
  name: 'text',
  type: '=e_commerce|payment_request',
  amount: 'decimal',
  currency_code: 'text<=3',
  fee: 'decimal',
  fee_description: 'text',
  icon: 'url',
  icons: { svg: 'url', webp: 'url' },
  'flow?': 'text',
  'redirect_url?': 'url',
};

export const SESSION: Shape = {
  amount: 'decimal',
  attachment_short_url: 'text',
  billing: 'text',
  checkout_page_url: 'url',
  checkout_short_url: 'url',
  checkout_url: 'url',
  currency_code: 'text',
  operation: 'text',
  payment_methods: [METHOD],
  pg_codes: ['text'],
  qr_code_url: 'text',
  session_id: 'id40',
  settled_pg_code: 'text',
  state: `=${SESSION_STATES}`,
  type: '=e_commerce|payment_request',
  'agreement?': AGREEMENT,
  'card_acceptance_criteria?': { min_expiry_time: 'integer' },
  'expiration_time?': 'text',
  'language?': '=en|ar',
  'order_no?': 'text<=128',
  'payment_type?': '=one_off|auto_debit|save_card',
  sdk_setup_preload_payload: {
    amount: 'decimal',
    billing: 'text',
    cancel_url: 'url',
    cards: 'list',
    currency_code: 'text',
    expiration_time: 'text',
    flex_methods: 'list',
    is_amount_editable: 'boolean',
    operation: 'text',
    payment_methods: 'list',
    payment_services: 'list',
    response: 'dictionary',
    sdk_studio: 'dictionary',
    session_id: 'id40',
    state: `=${SESSION_STATES}`,
    type: '=e_commerce|payment_request',
  },
};

export const CHILD: Shape = {
  amount: 'decimal',
  currency_code: 'text<=3',
  order_no: 'text',
  session_id: 'id40',
  state: '=paid|refunded|refund_queued|refund_rejected|voided',
};

export const PAYMENT: Shape = {
  agreement: AGREEMENT,
  amount: 'decimal',
  amount_details: {
    amount: 'decimal',
    currency_code: 'text<=3',
    exchange_rate: 'text',
    fee: 'decimal',
    total: 'decimal',
  },
  card_acceptance_criteria: 'dictionary',
  currency_code: 'text<=3',
  customer_address_country: 'text<=2',
  'customer_id?': 'text<=64',
  extra: 'dictionary',
  fee: 'text',
  gateway_account: 'text',
  gateway_name: 'text',
  gateway_response: 'dictionary',
  is_sandbox: 'boolean',
  message: 'text',
  order_no: 'text<=128',
  paid_amount: 'decimal',
  payment_type: '=one_off|auto_debit|save_card',
  pg_params: 'dictionary',
  reference_number: 'text',
  refunded_amount: 'number',
  remaining_amount: 'number',
  result: '=pending|success|failed|canceled|error|cod',
  session_id: 'id40',
  settled_amount: 'number',
  signature: 'hex64',
  state: `=${SESSION_STATES}`,
  timestamp_utc: 'time',
  'token?': CARD,
  transactions: [CHILD],
  voided_amount: 'number',
};

export const EXTERNAL_OPERATION: Shape = {
  amount: 'decimal',
  is_sandbox: 'boolean',
  operation: '=capture|refund|void',
  order_no: 'text',
  pg_code: 'text',
  pg_params: 'dictionary',
  pg_response: 'dictionary',
  reference_number: 'text',
  result: '=success|failed',
  session_id: 'id40',
  signature: 'hex64',
  source: '=input|pg',
  success: 'boolean',
  timestamp_utc: 'time',
  txn: CHILD,
};

export const INTERNAL_OPERATION: Shape = {
  detail: 'text',
  operation: '=refund|void|capture|delete|cancel|expire',
  result: '=success|failed',
};

export const PAYMENT_METHODS: Shape = {
  customer_payment_methods: 'list',
  payment_methods: [
    {
      code: 'text',
      name: 'text',
      'pg?': 'text',
      is_sandbox: 'boolean',
      logo: 'url',
      wallets: 'list',
      payment_services: 'list',
      default_currency: 'text',
      accepted_currencies: ['text'],
      operation: 'text',
      operations: 'list',
      is_tokenizable: 'boolean',
      auto_debit_enabled: 'boolean',
      tags: 'list',
    },
  ],
};

export const REPORTS: Shape = {
  count: 'integer',
  next: 'url or null',
  previous: 'url or null',
  results: [
    {
      encrypted_id: 'text',
      report_name: 'text',
      interval: 'text',
      source: 'text',
      file_format: 'text<=10',
      records_amount: 'integer',
      status: '=in_progress|finished|expired',
      generated_at: 'time',
      created_at: 'time',
      download_action: 'url',
    },
  ],
};

const url = (value: unknown) => typeof value === 'string' && URL.canParse(value);
const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const TYPES: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  decimal: text(/^\d+(\.\d+)?$/),
  date: text(/^\d{4}-\d{2}-\d{2}$/),
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  id40: text(/^[0-9a-f]{40}$/),
  hex64: text(/^[0-9a-f]{64}$/),
  url,
  'url or null': (value) => value === null || url(value),
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  list: Array.isArray,
  dictionary: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

function leafProblem(value: unknown, shape: string): boolean {
  if (shape.startsWith('=')) return !shape.slice(1).split('|').includes(String(value));
  const [type = '', max] = shape.split('<=');
  return !TYPES[type]!(value) || (max !== undefined && String(value).length > Number(max));
}

/** Everything about a value that is not as its shape says; names of `extra` fields are allowed. */
export function problems(value: Loose, shape: Shape, at = 'answer'): string[] {
  if (typeof shape === 'string')
    return leafProblem(value, shape) ? [`${at} is not ${shape}: ${JSON.stringify(value)}`] : [];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is not a list`];
    return value.flatMap((one, i) => problems(one, shape[0], `${at}[${i}]`));
  }
  if (!TYPES.dictionary!(value)) return [`${at} is not a dictionary: ${JSON.stringify(value)}`];
  return Object.entries(shape).flatMap(([name, inner]) => {
    const key = name.replace(/\?$/, '');
    if (value[key] === undefined) return name.endsWith('?') ? [] : [`${at}.${key} is missing`];
    return problems(value[key], inner, `${at}.${key}`);
  });
}
