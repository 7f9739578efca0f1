import type { DeclineClass } from '../domain/charge/decline-class.js';
import type { Money } from '../domain/money/money.js';
import type { CallClass } from '../domain/safeguards/request-budget.js';
import type {
  CardReading,
  DeleteCardRequest,
  DeleteCardResult,
  ListCardsQuery,
  ListCardsResult,
} from './card-reading.js';
import type { Credentialed } from './credentials.js';
import type { PaymentMethodsQuery, PaymentMethodsResult } from './payment-methods.js';
import type { HoldAnswer, HoldOperation, RefundAnswer, RefundLook, RefundRequest } from './refund-reading.js';
import type {
  DownloadReportResult,
  ListReportsQuery,
  ListReportsResult,
  ReportSink,
} from './report-reading.js';
import type { ExpireResult } from './expire-result.js';
import type { InquiredPayment } from './inquired-payment.js';
import type { RateLimited, Trouble } from './trouble.js';
import type {
  OperationWebhookReading,
  WebhookInspection,
  WebhookReading,
  WebhookToInspect,
} from './webhook-reading.js';

export type * from './card-reading.js';
export type * from './payment-methods.js';
export type { InquiredPayment } from './inquired-payment.js';
export type * from './refund-reading.js';
export type * from './report-reading.js';
export type * from './expire-result.js';
export { isOfOurBudget, type RateLimited, type Trouble } from './trouble.js';
export type * from './webhook-reading.js';

/**
 * The port to the payment platform. Modules know this file only; gateway/ottu implements it.
 * No method throws for what the outside does: every answer, also silence, comes back as data.
 * What throws is our own fault (a call inside a transaction, a malformed argument).
 */
export abstract class PaymentGateway {
  abstract createSession(
    account: GatewayAccount,
    request: CreateSessionRequest,
  ): Promise<CreateSessionResult>;
  /** Reads a session back; free of the inquiry throttle. */
  abstract retrieveSession(account: GatewayAccount, sessionId: string): Promise<LookResult>;
  /** The money call. At most once per attempt, never repeated here, at least 60 s of patience. */
  abstract chargeToken(account: GatewayAccount, request: ChargeTokenRequest): Promise<ChargeAnswer>;
  /** The throttled status query; it also makes the platform ask the card gateway. `of`: by which it is counted. */
  abstract inquire(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    of: InquiredPayment,
  ): Promise<LookResult>;
  /** Closes a session against payment. Never `cancel`: a canceled session cannot be inquired about. */
  abstract expireSession(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    trackingKey: string,
  ): Promise<ExpireResult>;
  /**
   * Gives back a payment, or a part of it. The tracking key is the refund's own: a repeat under it is answered
   * with what became of the first. Never repeated here; as patient as the money call.
   */
  abstract refund(account: GatewayAccount, request: RefundRequest): Promise<RefundAnswer>;
  /** Captures or voids what a bank holds: all of it. With its tracking key and its patience as a refund. */
  abstract decideHold(
    account: GatewayAccount,
    operation: HoldOperation,
    request: RefundRequest,
  ): Promise<HoldAnswer>;
  /** What of a payment was given back, by whomever. By the throttled status query, or by reading the session. */
  abstract lookAtRefunds(
    account: GatewayAccount,
    sessionId: string,
    by: 'retrieve' | 'inquiry',
    of: InquiredPayment,
  ): Promise<RefundLook>;
  abstract listCards(account: GatewayAccount, query: ListCardsQuery): Promise<ListCardsResult>;
  /** A repeat finds nothing and says so: deleting twice is deleting once. */
  abstract deleteCard(account: GatewayAccount, card: DeleteCardRequest): Promise<DeleteCardResult>;
  /** The gateways of the account, with what each can do. */
  abstract paymentMethods(account: GatewayAccount, query: PaymentMethodsQuery): Promise<PaymentMethodsResult>;
  /** The daily files of transactions that were made on these days. */
  abstract listReports(account: GatewayAccount, query: ListReportsQuery): Promise<ListReportsResult>;
  /** One file, piece by piece; the platform allows 25 an hour. No redirect is followed. */
  abstract downloadReport(
    account: GatewayAccount,
    token: string,
    sink: ReportSink,
  ): Promise<DownloadReportResult>;
  /**
   * Verifies and reads a webhook body. Pure; what it returns is a hint, never a fact.
   * @param keys the merchant's HMAC keys: more than one while a new one takes the place of another
   */
  abstract readPaymentWebhook(keys: readonly string[], rawBody: Buffer): WebhookReading;
  /** Verifies and reads what is told of a refund, capture or void. Pure; a hint as well. */
  abstract readOperationWebhook(keys: readonly string[], rawBody: Buffer): OperationWebhookReading;
  /** What the two above look at one by one, and what a body says, for a person to see. Pure. */
  abstract inspectWebhook(webhook: WebhookToInspect): WebhookInspection;
  /** Moves the clock of a simulator that stands in for the platform; false where there is none. */
  abstract moveSimulatedClock(account: GatewayAccount, now: Date): Promise<boolean>;
}

/** How to reach one merchant's account. Secrets are plain here and must never be logged. */
export interface GatewayAccount extends Credentialed {
  merchantId: bigint;
  baseUrl: string;
  isSandbox: boolean;
  /** The base URL is a simulator, so its clock may be moved. */
  isSimulator: boolean;
  /** What the calls are for, where it is not what their method is usually for: see BudgetedGateway. */
  callClass?: CallClass;
}

export interface CreateSessionRequest {
  /** `charge_saved_card` is merchant-initiated; the others open a hosted page for the customer. */
  purpose: 'first_payment' | 'invoice_payment' | 'save_card' | 'charge_saved_card';
  amount: Money;
  pgCode: string;
  /** At most 37 characters (the shortest limit among gateways, MPGS). */
  orderNo: string;
  gatewayCustomerId: string;
  customer: { name?: string | null; email?: string | null; phone?: string | null };
  language: 'en' | 'ar';
  /** Null for what a customer pays once, on a page: the card is not kept then. */
  agreement: AgreementTerms | null;
  webhookUrl: string;
  redirectUrl: string | null;
}

export interface AgreementTerms {
  id: string;
  frequency:
    | 'irregular'
    | 'daily'
    | 'weekly'
    | 'semi_monthly'
    | 'monthly'
    | 'quarterly'
    | 'semi_annually'
    | 'yearly'
    | 'other';
  /** Least days between payments, 1 to 366. */
  cycleIntervalDays: number;
  /** 1 to 999. */
  totalCycles: number;
  /** Local dates, YYYY-MM-DD. */
  startDate: string;
  expiryDate: string;
  amountVariability: 'fixed' | 'variable';
  maxAmountPerCycle: Money | null;
}

export interface ChargeTokenRequest {
  sessionId: string;
  token: string;
  /** By Clock.monotonicMs, and read before the lease for the call is taken: not one byte is written after it. */
  sendBeforeMs: number;
  /** What the answer must echo; anything else makes it unknown. */
  expected: ExpectedEcho;
}

export interface ExpectedEcho {
  orderNo: string;
  sessionId: string;
  amount: Money;
}

export type CreateSessionResult =
  | { kind: 'created'; sessionId: string; checkoutUrl: string | null; expiresAt: Date | null }
  | { kind: 'refused'; httpStatus: number; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };

/** The classification of the charge call's answer; anything not listed is `unknown`. */
export type ChargeAnswer =
  | { kind: 'succeeded'; payment: PaymentReading }
  | { kind: 'declined'; decline: Decline; payment: PaymentReading | null }
  /** Nothing left this machine: the attempt is unsent. */
  | { kind: 'not_sent'; trouble: Trouble }
  /** A 4xx that is no decline: look at the session to learn what happened. */
  | { kind: 'refused'; httpStatus: number; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'unknown'; trouble: Trouble };

export type { DeclineClass };

export interface Decline {
  /** What the answer means by itself; what the card's network adds to it, classOfDecline says. */
  class: DeclineClass;
  /** The gateway's or network's code where one could be read, else null. */
  code: string | null;
  message: string;
  /** The issuer's answer in ISO 8583: two characters. */
  responseCode?: string | null;
  /** Mastercard's merchant advice code, where the gateway hands it on. */
  adviceCode?: string | null;
  /** The reason could not be read or is none that we know: soft, and tried again less often. */
  isNotUnderstood?: boolean;
}

export type SessionState =
  | 'created'
  | 'pending'
  | 'attempted'
  | 'authorized'
  | 'paid'
  | 'cod'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'invalided';

/** What a status answer (or a charge answer) says about one session. */
export interface PaymentReading {
  sessionId: string;
  orderNo: string | null;
  state: SessionState;
  result: string | null;
  amount: Money | null;
  referenceNumber: string | null;
  gatewayCustomerId: string | null;
  agreementId: string | null;
  card: CardReading | null;
  decline: Decline | null;
  checkoutUrl: string | null;
  /** The kind of gateway that took it, where the answer tells it. */
  gatewayName?: string | null;
  /** Made in the sandbox, told to an account that is live: no money moved. Never said to a sandbox account. */
  isPlayMoney?: true;
  /** What became of money that was only held, where the answer tells it. */
  hold?: { captured: Money | null; isVoided: boolean };
  /** In which the payer's card was charged, where the answer tells it. */
  payerCurrency?: string;
}

export type LookResult =
  | { kind: 'found'; payment: PaymentReading }
  | { kind: 'not_found'; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };
