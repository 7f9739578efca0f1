import type { Clock } from '../../platform/clock/clock.js';
import { apiUserOf, credentialsInUse } from '../credentials.js';
import type { GatewayCall, GatewayCallObserver, GatewayEndpoint } from '../gateway-call-observer.js';
import type { GatewayAccount } from '../payment-gateway.js';
import { authorization, urlAt } from './account.js';
import { extractAnswer } from './answer-extract.js';
import { type DownloadOutcome, httpStatusOf } from './download.js';
import type { JsonObject } from './json-fields.js';
import type { HttpRequest } from './ottu-http.js';

/** One call: where it goes, and what the observer is told about it. */
export interface Call {
  endpoint: GatewayEndpoint;
  path: string;
  method?: 'DELETE';
  /** Absent for GET and DELETE. */
  body?: JsonObject;
  headers?: Record<string, string>;
  isCharge?: boolean;
  sendBeforeMs?: number;
  sessionId?: string;
  orderNo?: string;
  gatewayCustomerId?: string;
}

export type Answer = { kind: string; trouble?: { code: string } };

/** What every call has in common: who it is from, how long it took, and that it is told. */
export class OttuCalls {
  constructor(
    private readonly clock: Clock,
    private readonly observer: GatewayCallObserver,
    private readonly hosts: readonly string[],
  ) {}

  async make<T extends Answer, O extends DownloadOutcome>(
    account: GatewayAccount,
    call: Call,
    send: (request: HttpRequest) => Promise<O>,
    read: (outcome: O, now: Date) => T,
  ): Promise<T> {
    const startedAt = this.clock.now();
    const beganMs = this.clock.monotonicMs();
    const outcome = await send({
      method: call.method ?? (call.body ? 'POST' : 'GET'),
      url: urlAt(account, call.path, this.hosts),
      headers: {
        authorization: authorization(account),
        ...(call.body ? { 'content-type': 'application/json' } : {}),
        ...call.headers,
      },
      body: call.body && JSON.stringify(call.body),
      isCharge: call.isCharge,
      sendBeforeMs: call.sendBeforeMs,
    });
    const answer = read(outcome, this.clock.now());
    const takenFor = answer.trouble?.code ?? answer.kind;
    this.report(() => ({
      merchantId: account.merchantId,
      endpoint: call.endpoint,
      apiUser: apiUserOf(credentialsInUse(account)),
      sessionId: call.sessionId,
      orderNo: call.orderNo,
      gatewayCustomerId: call.gatewayCustomerId,
      startedAt,
      durationMs: this.clock.monotonicMs() - beganMs,
      httpStatus: httpStatusOf(outcome),
      outcome: takenFor,
      said: extractAnswer(outcome, takenFor),
    }));
    return answer;
  }

  private report(call: () => GatewayCall): void {
    try {
      this.observer.onCall(call());
    } catch {
      // The answer in hand may be a charge that succeeded; it is worth more than its line in a log.
    }
  }
}
