import { Injectable, Optional } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { GatewayCallObserver, LoggingGatewayCallObserver } from '../gateway-call-observer.js';
import {
  type ChargeAnswer,
  type ChargeTokenRequest,
  type CreateSessionRequest,
  type CreateSessionResult,
  type DeleteCardRequest,
  type DeleteCardResult,
  type DownloadReportResult,
  type ExpireResult,
  type GatewayAccount,
  type HoldAnswer,
  type HoldOperation,
  type ListCardsQuery,
  type ListCardsResult,
  type ListReportsQuery,
  type ListReportsResult,
  type LookResult,
  type OperationWebhookReading,
  PaymentGateway,
  type PaymentMethodsQuery,
  type PaymentMethodsResult,
  type RefundAnswer,
  type RefundLook,
  type RefundRequest,
  type ReportSink,
  type WebhookInspection,
  type WebhookReading,
  type WebhookToInspect,
} from '../payment-gateway.js';
import { checkedSessionId } from './account.js';
import { classifyChargeAnswer } from './classify-charge-answer.js';
import { classifyHoldAnswer } from './classify-hold-answer.js';
import { classifyRefundAnswer } from './classify-refund-answer.js';
import type { HttpOutcome } from './one-outcome.js';
import { type Answer, type Call, OttuCalls } from './ottu-calls.js';
import { OttuHttp } from './ottu-http.js';
import {
  deleteCardPath,
  GatewayArgumentError,
  listCardsBody,
  paymentMethodsBody,
  holdBody,
  refundBody,
  sessionBody,
} from './ottu-mapper.js';
import { OttuSettings } from './ottu-settings.js';
import { isMoved, readCardList, readCreated, readExpired, readLook } from './read-answers.js';
import { readDeletedCard } from './read-deleted-card.js';
import { readPaymentMethods } from './read-payment-methods.js';
import { readRefundLook } from './read-refunds.js';
import { readDownload, readReportList, reportListPath, reportPath } from './read-reports.js';
import { inspectWebhook, readOperationWebhook, readWebhook } from './read-webhook.js';

const OPERATION_PATH = '/b/pbl/v2/operation/';

/**
 * Ottu's REST API behind the port. Every path ends with a slash: without it Django answers a POST with a
 * redirect, which is not followed. Each method makes at most one request and throws only for our own
 * mistakes, before anything is sent.
 */
@Injectable()
export class OttuGateway extends PaymentGateway {
  private readonly calls: OttuCalls;

  constructor(
    private readonly http: OttuHttp,
    clock: Clock,
    private readonly settings: OttuSettings,
    @Optional() observer?: GatewayCallObserver,
  ) {
    super();
    this.calls = new OttuCalls(clock, observer ?? new LoggingGatewayCallObserver(), settings.hosts);
  }

  private call<T extends Answer>(
    account: GatewayAccount,
    call: Call,
    read: (outcome: HttpOutcome, now: Date) => T,
  ): Promise<T> {
    return this.calls.make(account, call, (request) => this.http.send(request), read);
  }

  async createSession(account: GatewayAccount, request: CreateSessionRequest): Promise<CreateSessionResult> {
    const path = '/b/checkout/v1/pymt-txn/';
    const call: Call = { endpoint: 'create', path, body: sessionBody(request), orderNo: request.orderNo };
    return this.call(account, call, (outcome, now) => readCreated(outcome, request, now));
  }

  async retrieveSession(account: GatewayAccount, sessionId: string): Promise<LookResult> {
    const path = `/b/checkout/v1/pymt-txn/${checkedSessionId(sessionId)}/`;
    const call: Call = { endpoint: 'retrieve', path, sessionId };
    return this.call(account, call, (outcome, now) =>
      readLook(outcome, { sessionId }, now, !account.isSandbox),
    );
  }

  async chargeToken(account: GatewayAccount, request: ChargeTokenRequest): Promise<ChargeAnswer> {
    const { sessionId, token, expected } = request;
    if (sessionId !== expected.sessionId) {
      throw new GatewayArgumentError('the session to charge is not the one expected in the answer');
    }
    if (token === '') throw new GatewayArgumentError('there is no token to charge');
    const call: Call = {
      endpoint: 'auto_debit',
      path: this.settings.autoDebitPath,
      body: { session_id: checkedSessionId(sessionId), token },
      isCharge: true,
      sendBeforeMs: request.sendBeforeMs,
      sessionId,
      orderNo: expected.orderNo,
    };
    return this.call(account, call, (outcome, now) =>
      classifyChargeAnswer(outcome, expected, now, !account.isSandbox),
    );
  }

  async inquire(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
  ): Promise<LookResult> {
    const call: Call = { endpoint: 'inquiry', path: '/b/pbl/v2/inquiry/', body: named(by), ...by };
    return this.call(account, call, (outcome, now) => readLook(outcome, by, now, !account.isSandbox));
  }

  async expireSession(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    trackingKey: string,
  ): Promise<ExpireResult> {
    const call: Call = {
      endpoint: 'expire',
      path: OPERATION_PATH,
      body: { operation: 'expire', ...named(by) },
      headers: { 'tracking-key': trackingKey },
      ...by,
    };
    return this.call(account, call, readExpired);
  }

  /** Patient and on the connections of charges: it moves money as well. */
  async refund(account: GatewayAccount, request: RefundRequest): Promise<RefundAnswer> {
    const body = refundBody(request, checkedSessionId(request.sessionId));
    return this.call(account, operationCall('refund', body, request), (outcome, now) =>
      classifyRefundAnswer(outcome, request, now),
    );
  }

  async decideHold(
    account: GatewayAccount,
    operation: HoldOperation,
    request: RefundRequest,
  ): Promise<HoldAnswer> {
    const body = holdBody(operation, request, checkedSessionId(request.sessionId));
    return this.call(account, operationCall(operation, body, request), (outcome, now) =>
      classifyHoldAnswer(outcome, operation, request, now),
    );
  }

  async lookAtRefunds(
    account: GatewayAccount,
    sessionId: string,
    by: 'retrieve' | 'inquiry',
  ): Promise<RefundLook> {
    const id = checkedSessionId(sessionId);
    const call: Call =
      by === 'retrieve'
        ? { endpoint: 'retrieve', path: `/b/checkout/v1/pymt-txn/${id}/`, sessionId }
        : { endpoint: 'inquiry', path: '/b/pbl/v2/inquiry/', body: { session_id: id }, sessionId };
    return this.call(account, call, (outcome, now) => readRefundLook(outcome, sessionId, now));
  }

  async listCards(account: GatewayAccount, query: ListCardsQuery): Promise<ListCardsResult> {
    const body = listCardsBody(query, account.isSandbox);
    const { gatewayCustomerId } = query;
    const call: Call = { endpoint: 'cards', path: '/b/pbl/v2/card/', body, gatewayCustomerId };
    return this.call(account, call, (outcome, now) => readCardList(outcome, gatewayCustomerId, now));
  }

  /** The token stands in the path, so that is not told of the call. */
  async deleteCard(account: GatewayAccount, card: DeleteCardRequest): Promise<DeleteCardResult> {
    const path = deleteCardPath(card, account.isSandbox);
    const { gatewayCustomerId } = card;
    const call: Call = { endpoint: 'card_delete', path, method: 'DELETE', gatewayCustomerId };
    return this.call(account, call, readDeletedCard);
  }

  async paymentMethods(account: GatewayAccount, query: PaymentMethodsQuery): Promise<PaymentMethodsResult> {
    const body = paymentMethodsBody(query, account.isSandbox);
    const call: Call = { endpoint: 'payment_methods', path: '/b/pbl/v2/payment-methods/', body };
    return this.call(account, call, readPaymentMethods);
  }

  async listReports(account: GatewayAccount, query: ListReportsQuery): Promise<ListReportsResult> {
    const call: Call = { endpoint: 'reports', path: reportListPath(query) };
    return this.call(account, call, readReportList);
  }

  async downloadReport(
    account: GatewayAccount,
    token: string,
    sink: ReportSink,
  ): Promise<DownloadReportResult> {
    return this.calls.make(
      account,
      { endpoint: 'report_download', path: reportPath(token) },
      (request) => this.http.download(request, sink),
      (outcome, now) => readDownload(outcome, sink.maxBytes, now),
    );
  }

  readPaymentWebhook(keys: readonly string[], rawBody: Buffer): WebhookReading {
    return readWebhook(rawBody, keys);
  }

  readOperationWebhook(keys: readonly string[], rawBody: Buffer): OperationWebhookReading {
    return readOperationWebhook(rawBody, keys);
  }

  inspectWebhook(webhook: WebhookToInspect): WebhookInspection {
    return inspectWebhook(webhook);
  }

  async moveSimulatedClock(account: GatewayAccount, now: Date): Promise<boolean> {
    if (!account.isSimulator) return false;
    const body = { now: now.toISOString(), frozen: true };
    const { kind } = await this.call(account, { endpoint: 'clock', path: '/control/clock', body }, isMoved);
    return kind === 'moved';
  }
}

/** By one of the two only: which of session and order wins when both are sent is not documented. */
function named(by: { sessionId: string } | { orderNo: string }): Record<string, string> {
  return 'sessionId' in by ? { session_id: checkedSessionId(by.sessionId) } : { order_no: by.orderNo };
}

function operationCall(
  endpoint: 'refund' | HoldOperation,
  body: Call['body'],
  { sessionId, orderNo, trackingKey }: RefundRequest,
): Call {
  const headers = { 'tracking-key': trackingKey };
  return { endpoint, path: OPERATION_PATH, body, headers, isCharge: true, sessionId, orderNo };
}
