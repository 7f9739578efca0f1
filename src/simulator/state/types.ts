import type { ChildState, PaymentState } from './states.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

/** The text of a value; nothing when it is not one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export interface AgreementTerms {
  id: string;
  type?: string;
  frequency?: string;
  amount_variability?: string;
  start_date?: string;
  expiry_date?: string;
  cycle_interval_days?: number;
  total_cycles?: number;
  max_amount_per_cycle?: string;
  seller?: JsonObject;
}

/** What the merchant asked for, checked and normalised: amounts with all digits, dates as YYYY-MM-DD. */
export interface SessionRequest {
  type: 'e_commerce' | 'payment_request';
  amount: string;
  currency_code: string;
  pg_codes: string[];
  payment_type: 'one_off' | 'auto_debit' | 'save_card';
  customer_id?: string;
  order_no?: string;
  webhook_url?: string;
  redirect_url?: string;
  agreement?: AgreementTerms;
  min_expiry_days?: number;
  language: 'en' | 'ar';
  expiration_time?: string;
  /** Every other accepted field, as it was sent. */
  other: JsonObject;
}

export type ChargeKind = 'CIT' | 'MIT';

/** An attempt the gateway has not answered yet; only this simulator knows how it really ended. */
export interface Unanswered {
  truth: 'will_be_paid' | 'paid' | 'nothing';
  kind: ChargeKind;
  token: string | null;
  since: number;
  charge_id?: string;
}

export interface ChildPayment {
  session_id: string;
  operation: 'refund' | 'capture' | 'void';
  amount: string;
  currency_code: string;
  state: ChildState;
  at: number;
  reference_number: string;
}

export interface Session {
  session_id: string;
  number: number;
  created_at: number;
  expires_at: number;
  request: SessionRequest;
  state: PaymentState;
  pg_code: string;
  reference_number: string;
  message: string;
  gateway_response: JsonObject;
  pg_params: JsonObject;
  token: string | null;
  attempts: number;
  paid_amount: string;
  settled_at: number | null;
  unanswered: Unanswered | null;
  children: ChildPayment[];
  inquiries: number[];
  deleted: boolean;
  /** What the webhook receiver said: true after 200, false after anything else, null before. */
  payer_may_continue: boolean | null;
}

export interface SavedCard {
  token: string;
  customer_id: string;
  brand: string;
  number: string;
  expiry_month: string;
  expiry_year: string;
  name_on_card: string;
  pg_code: string;
  pg_name: string;
  is_preferred: boolean;
  created_at: number;
  /** Row of the card table that decides its outcomes. */
  test_card: string;
  /** Chosen by the payer through the CVV: how many tries the scripted behaviour lasts. */
  variant: number;
  /** Merchant-initiated attempts since the card was last entered by its holder. */
  mit_attempts: number;
  deleted: boolean;
}

export interface Agreement {
  id: string;
  customer_id: string;
  pg_code: string;
  token: string;
  currency_code: string;
  /** Amount of the first payment: the only amount a fixed agreement allows. */
  first_amount: string;
  terms: AgreementTerms;
  created_at: number;
  payments: number;
}

/** A movement of money, whether or not anybody was told. */
export interface Charge {
  id: string;
  session_id: string;
  order_no: string | null;
  customer_id: string | null;
  agreement_id: string | null;
  token: string | null;
  pg_code: string;
  amount: string;
  currency: string;
  at: number;
  kind: ChargeKind;
  authorized_only: boolean;
  captured: string;
  refunded: string;
  voided: boolean;
  /** When the session's state began to say so; null while only the gateway knows. */
  settled_at: number | null;
}

export type JobType =
  'expire' | 'late_success' | 'automatic_inquiry' | 'late_refund' | 'settle_refund' | 'send_webhook';

export interface Job {
  id: string;
  at: number;
  number: number;
  type: JobType;
  session_id: string;
  data: JsonObject;
}

export interface TrackedOperation {
  key: string;
  status: number;
  body: JsonObject;
  /** The session and the transaction below it that the operation made. */
  made?: { session_id: string; child: string };
}

export interface Delivery {
  number: number;
  at: string;
  kind: 'payment' | 'operation';
  session_id: string;
  order_no: string | null;
  state: string | null;
  url: string;
  body: JsonObject;
  outcome: 'sending' | 'answered' | 'timeout' | 'unreachable' | 'lost' | 'held' | 'later';
  status: number | null;
  tries: number;
  faults: string[];
}

/** One webhook to be sent; also what a late one keeps until its moment comes. */
export interface Outgoing {
  kind: 'payment' | 'operation';
  url: string;
  session_id: string;
  order_no: string | null;
  customer_id: string | null;
  body: JsonObject;
}
