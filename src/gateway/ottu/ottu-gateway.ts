import { Injectable, Optional } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { GatewayCallObserver, LoggingGatewayCallObserver } from '../gateway-call-observer.js';
import {
  type ChargeAnswer,
  type ChargeTokenRequest,
  type CreateSessionRequest,
  type CreateSessionResult,
  type DownloadReportResult,
  type ExpireResult,
  type GatewayAccount,
  type ListCardsQuery,
  type ListCardsResult,
  type ListReportsQuery,
  type ListReportsResult,
  type LookResult,
  type OperationWebhookReading,
  PaymentGateway,
  type RefundAnswer,
  type RefundLook,
  type RefundRequest,
  type ReportSink,
  type WebhookInspection,
  type WebhookReading,
} from '../payment-gateway.js';
import { authorization, checkedSessionId, urlAt } from './account.js';
import { classifyChargeAnswer } from './classify-charge-answer.js';
import { classifyRefundAnswer } from './classify-refund-answer.js';
import { type DownloadOutcome, httpStatusOf } from './download.js';
import type { HttpOutcome } from './exchange.js';
import type { JsonObject } from './json-fields.js';
import { type HttpRequest, OttuHttp } from './ottu-http.js';
import { GatewayArgumentError, listCardsBody, refundBody, sessionBody } from './ottu-mapper.js';
import { OttuSettings } from './ottu-settings.js';
import { isMoved, readCardList, readCreated, readExpired, readLook } from './read-answers.js';
import { readRefundLook } from './read-refunds.js';
import { readDownload, readReportList, reportListPath, reportPath } from './read-reports.js';
import { inspectWebhook, readOperationWebhook, readWebhook } from './read-webhook.js';

/** One call: where it goes, and what the observer is told about it. */
interface Call {
  endpoint: string;
  path: string;
  /** Absent for GET. */
  body?: JsonObject;
  headers?: Record<string, string>;
  isCharge?: boolean;
  sessionId?: string;
  orderNo?: string;
}

const OPERATION_PATH = '/b/pbl/v2/operation/';

type Answer = { kind: string; trouble?: { code: string } };

/**
 * Ottu's REST API behind the port. Every path ends with a slash: without it Django answers a POST with a
 * redirect, which is not followed. Each method makes at most one request and throws only for our own
 * mistakes, before anything is sent.
 */
@Injectable()
export class OttuGateway extends PaymentGateway {
  private readonly observer: GatewayCallObserver;

  constructor(
    private readonly http: OttuHttp,
    private readonly clock: Clock,
    private readonly settings: OttuSettings,
    @Optional() observer?: GatewayCallObserver,
  ) {
    super();
    this.observer = observer ?? new LoggingGatewayCallObserver();
  }

  async createSession(account: GatewayAccount, request: CreateSessionRequest): Promise<CreateSessionResult> {
    const path = '/b/checkout/v1/pymt-txn/';
    const call = { endpoint: 'create', path, body: sessionBody(request), orderNo: request.orderNo };
    return this.call(account, call, (outcome, now) => readCreated(outcome, request, now));
  }

  async retrieveSession(account: GatewayAccount, sessionId: string): Promise<LookResult> {
    const path = `/b/checkout/v1/pymt-txn/${checkedSessionId(sessionId)}/`;
    const call = { endpoint: 'retrieve', path, sessionId };
    return this.call(account, call, (outcome, now) => readLook(outcome, { sessionId }, now));
  }

  async chargeToken(account: GatewayAccount, request: ChargeTokenRequest): Promise<ChargeAnswer> {
    const { sessionId, token, expected } = request;
    if (sessionId !== expected.sessionId) {
      throw new GatewayArgumentError('the session to charge is not the one expected in the answer');
    }
    if (token === '') throw new GatewayArgumentError('there is no token to charge');
    const call = {
      endpoint: 'auto_debit',
      path: this.settings.autoDebitPath,
      body: { session_id: checkedSessionId(sessionId), token },
      isCharge: true,
      sessionId,
      orderNo: expected.orderNo,
    };
    return this.call(account, call, (outcome, now) => classifyChargeAnswer(outcome, expected, now));
  }

  async inquire(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
  ): Promise<LookResult> {
    const body =
      'sessionId' in by ? { session_id: checkedSessionId(by.sessionId) } : { order_no: by.orderNo };
    const call = { endpoint: 'inquiry', path: '/b/pbl/v2/inquiry/', body, ...by };
    return this.call(account, call, (outcome, now) => readLook(outcome, by, now));
  }

  /** Names the session only: which of session and order wins when both are sent is not documented. */
  async expireSession(
    account: GatewayAccount,
    sessionId: string,
    trackingKey: string,
  ): Promise<ExpireResult> {
    const call = {
      endpoint: 'expire',
      path: OPERATION_PATH,
      body: { operation: 'expire', session_id: checkedSessionId(sessionId) },
      headers: { 'tracking-key': trackingKey },
      sessionId,
    };
    return this.call(account, call, readExpired);
  }

  /** Patient and on a connection of its own like a charge: it moves money as well. */
  async refund(account: GatewayAccount, request: RefundRequest): Promise<RefundAnswer> {
    const { sessionId, orderNo } = request;
    const call = {
      endpoint: 'refund',
      path: OPERATION_PATH,
      body: refundBody(request, checkedSessionId(sessionId)),
      headers: { 'tracking-key': request.trackingKey },
      isCharge: true,
      sessionId,
      orderNo,
    };
    return this.call(account, call, (outcome, now) => classifyRefundAnswer(outcome, request, now));
  }

  async lookAtRefunds(
    account: GatewayAccount,
    sessionId: string,
    by: 'retrieve' | 'inquiry',
  ): Promise<RefundLook> {
    const id = checkedSessionId(sessionId);
    const call =
      by === 'retrieve'
        ? { endpoint: 'retrieve', path: `/b/checkout/v1/pymt-txn/${id}/`, sessionId }
        : { endpoint: 'inquiry', path: '/b/pbl/v2/inquiry/', body: { session_id: id }, sessionId };
    return this.call(account, call, (outcome, now) => readRefundLook(outcome, sessionId, now));
  }

  async listCards(account: GatewayAccount, query: ListCardsQuery): Promise<ListCardsResult> {
    const body = listCardsBody(query, account.isSandbox);
    const call = { endpoint: 'cards', path: '/b/pbl/v2/card/', body };
    return this.call(account, call, (outcome, now) => readCardList(outcome, query.gatewayCustomerId, now));
  }

  async listReports(account: GatewayAccount, query: ListReportsQuery): Promise<ListReportsResult> {
    const call = { endpoint: 'reports', path: reportListPath(query) };
    return this.call(account, call, readReportList);
  }

  async downloadReport(
    account: GatewayAccount,
    token: string,
    sink: ReportSink,
  ): Promise<DownloadReportResult> {
    return this.exchange(
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

  inspectWebhook(kind: 'payment' | 'operation', keys: readonly string[], rawBody: Buffer): WebhookInspection {
    return inspectWebhook(kind, rawBody, keys);
  }

  async moveSimulatedClock(account: GatewayAccount, now: Date): Promise<boolean> {
    if (!account.isSimulator) return false;
    const body = { now: now.toISOString(), frozen: true };
    const { kind } = await this.call(account, { endpoint: 'clock', path: '/control/clock', body }, isMoved);
    return kind === 'moved';
  }

  private call<T extends Answer>(
    account: GatewayAccount,
    call: Call,
    read: (outcome: HttpOutcome, now: Date) => T,
  ): Promise<T> {
    return this.exchange(account, call, (request) => this.http.send(request), read);
  }

  private async exchange<T extends Answer, O extends DownloadOutcome>(
    account: GatewayAccount,
    call: Call,
    send: (request: HttpRequest) => Promise<O>,
    read: (outcome: O, now: Date) => T,
  ): Promise<T> {
    const startedAt = this.clock.now();
    const beganMs = this.clock.monotonicMs();
    const outcome = await send({
      method: call.body ? 'POST' : 'GET',
      url: urlAt(account, call.path),
      headers: {
        authorization: authorization(account),
        ...(call.body ? { 'content-type': 'application/json' } : {}),
        ...call.headers,
      },
      body: call.body && JSON.stringify(call.body),
      isCharge: call.isCharge,
    });
    const answer = read(outcome, this.clock.now());
    this.report({
      merchantId: account.merchantId,
      endpoint: call.endpoint,
      sessionId: call.sessionId,
      orderNo: call.orderNo,
      startedAt,
      durationMs: this.clock.monotonicMs() - beganMs,
      httpStatus: httpStatusOf(outcome),
      outcome: answer.trouble?.code ?? answer.kind,
    });
    return answer;
  }

  private report(call: Parameters<GatewayCallObserver['onCall']>[0]): void {
    try {
      this.observer.onCall(call);
    } catch {
      // The answer in hand may be a charge that succeeded; it is worth more than its line in a log.
    }
  }
}
