import { BudgetedGateway } from '../gateway/budgeted-gateway.js';
import type { GatewayCredentials } from '../gateway/credentials.js';
import { type GatewayCall, GatewayCallObserver } from '../gateway/gateway-call-observer.js';
import { OttuGateway } from '../gateway/ottu/ottu-gateway.js';
import { OttuHttp } from '../gateway/ottu/ottu-http.js';
import { OttuSettings } from '../gateway/ottu/ottu-settings.js';
import type { PaymentGateway } from '../gateway/payment-gateway.js';
import { UnlimitedBudget } from '../gateway/request-budget.js';
import type { GivenCredentials } from '../modules/merchants/index.js';
import { SystemClock } from '../platform/clock/clock.js';

export interface OttuClient {
  gateway: PaymentGateway;
  close(): Promise<void>;
}

/** The engine's own client, for a command: what few calls it makes are not counted against the day. */
export function ottuClient(
  onCall: (call: GatewayCall) => void = () => undefined,
  choose: (settings: OttuSettings) => void = () => undefined,
): OttuClient {
  const settings = new OttuSettings();
  choose(settings);
  const [clock, observer] = [new SystemClock(), new CallListener(onCall)];
  const http = new OttuHttp(clock, settings);
  const ottu = new OttuGateway(http, clock, settings, observer);
  return {
    gateway: new BudgetedGateway(ottu, new UnlimitedBudget()),
    close: () => http.onApplicationShutdown(),
  };
}

/** As a request of the API would give them, so that both are checked alike. */
export function credentialsGiven(credentials: GatewayCredentials): GivenCredentials {
  if (credentials.kind === 'api_key') return { api_key: credentials.apiKey };
  return { username: credentials.username, password: credentials.password };
}

class CallListener extends GatewayCallObserver {
  constructor(override readonly onCall: (call: GatewayCall) => void) {
    super();
  }
}
