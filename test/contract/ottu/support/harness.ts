import type { GatewayCall } from '../../../../src/gateway/gateway-call-observer.js';
import { GatewayCallObserver } from '../../../../src/gateway/gateway-call-observer.js';
import { OttuGateway } from '../../../../src/gateway/ottu/ottu-gateway.js';
import { OttuHttp } from '../../../../src/gateway/ottu/ottu-http.js';
import { OttuSettings } from '../../../../src/gateway/ottu/ottu-settings.js';
import type { CreateSessionRequest, GatewayAccount } from '../../../../src/gateway/payment-gateway.js';
import { parseMoney } from '../../../../src/domain/money/money.js';
import { type Clock, SystemClock } from '../../../../src/platform/clock/clock.js';

class KeepingObserver extends GatewayCallObserver {
  readonly calls: GatewayCall[] = [];

  onCall(call: GatewayCall): void {
    this.calls.push(call);
  }
}

export interface Harness {
  gateway: OttuGateway;
  http: OttuHttp;
  account: GatewayAccount;
  calls: GatewayCall[];
  close(): Promise<void>;
}

/** So long a test of silence waits. Others wait for longer: a machine with much to do may stand still meanwhile. */
export const IMPATIENT = { chargeTimeoutMs: 1_500, callTimeoutMs: 1_500 };

/** A gateway that gives up within the time of a test. */
export function harnessAt(
  baseUrl: string,
  given: Partial<OttuSettings> = {},
  clock: Clock = new SystemClock(),
): Harness {
  const settings = Object.assign(
    new OttuSettings(),
    {
      chargeTimeoutMs: 20_000,
      callTimeoutMs: 20_000,
      sendChargeWithinMs: 10_000,
      shutdownPatienceMs: 100,
    },
    given,
  );
  const http = new OttuHttp(clock, settings);
  const observer = new KeepingObserver();
  return {
    gateway: new OttuGateway(http, clock, settings, observer),
    http,
    account: accountAt(baseUrl),
    calls: observer.calls,
    close: () => http.onApplicationShutdown(),
  };
}

export function accountAt(baseUrl: string): GatewayAccount {
  return {
    merchantId: 7n,
    baseUrl,
    credentials: { kind: 'api_key', apiKey: 'sim_ottu_api_key' },
    isSandbox: true,
    isSimulator: true,
  };
}

export function sessionRequest(over: Partial<CreateSessionRequest> = {}): CreateSessionRequest {
  return {
    purpose: 'first_payment',
    amount: parseMoney('12.750', 'KWD'),
    pgCode: 'credit-card',
    orderNo: 'r1-contract-0001',
    gatewayCustomerId: 'cus-17',
    customer: { name: 'Layla Haddad', email: 'layla@shop.test', phone: '+965 5555-0101' },
    language: 'en',
    agreement: {
      id: 'agr-17',
      frequency: 'monthly',
      cycleIntervalDays: 28,
      totalCycles: 120,
      startDate: '2026-03-01',
      expiryDate: '2036-02-29',
      amountVariability: 'variable',
      maxAmountPerCycle: null,
    },
    webhookUrl: 'http://127.0.0.1:9/hooks',
    redirectUrl: null,
    ...over,
  };
}

export const SESSION = '5e55105e55105e55105e55105e55105e55105e55';
export const OTHER_SESSION = 'aaaa105e55105e55105e55105e55105e55105e55';

export const EXPECTED = {
  orderNo: 'r1-contract-0001',
  sessionId: SESSION,
  amount: parseMoney('12.750', 'KWD'),
};

/**
 * A payment payload of the session above, as a charge answers it.
 * Page: docs.ottu.com/developers/webhooks/payment-events, whose payload charge and inquiry answer as well.
 */
export function payment(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    session_id: SESSION,
    order_no: 'r1-contract-0001',
    amount: '12.750',
    currency_code: 'KWD',
    state: 'paid',
    result: 'success',
    reference_number: 'REF7731',
    customer_id: 'cus-17',
    agreement: { id: 'agr-17', start_date: '2026-03-01' },
    gateway_name: 'mpgs',
    gateway_account: 'credit-card',
    gateway_response: {},
    message: 'Approved',
    ...over,
  };
}
