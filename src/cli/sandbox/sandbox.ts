import { type Money, parseMoney } from '../../domain/money/money.js';
import type { GatewayCall } from '../../gateway/gateway-call-observer.js';
import type {
  AgreementTerms,
  CardReading,
  ChargeAnswer,
  CreateSessionRequest,
  CreateSessionResult,
  GatewayAccount,
  PaymentGateway,
} from '../../gateway/payment-gateway.js';
import type { Clock } from '../../platform/clock/clock.js';
import { newSecret } from '../../platform/ids/type-id.js';
import { redact } from '../../platform/logging/index.js';

export interface SandboxOptions {
  pgCode: string;
  currency: string;
  amount: string;
  /** At Ottu; made by this command, so that no customer of anybody's is charged. */
  customer: string;
}

/** One call: what was asked, what it was answered, and by which HTTP statuses. Without a secret. */
export interface Step {
  call: string;
  request: unknown;
  answer: unknown;
  http: (number | null)[];
}

export interface Session {
  sessionId: string;
  orderNo: string;
}

const YEAR_MS = 365 * 86_400_000;

/** Ottu's sandbox through the engine's own client; everything that is said is written down. */
export class Sandbox {
  steps: Step[] = [];
  private readonly heard: GatewayCall[] = [];
  readonly amount: Money;

  constructor(
    private readonly gateway: PaymentGateway,
    readonly account: GatewayAccount,
    readonly options: SandboxOptions,
    readonly clock: Clock,
  ) {
    this.amount = parseMoney(options.amount, options.currency);
  }

  /** For the client's observer. */
  readonly hear = (call: GatewayCall): void => void this.heard.push(call);

  async step<T>(call: string, request: unknown, make: (gateway: PaymentGateway) => Promise<T>): Promise<T> {
    const before = this.heard.length;
    const answer = await make(this.gateway);
    const http = this.heard.slice(before).map(({ httpStatus }) => httpStatus);
    this.steps.push({ call, request: redact(request), answer: redact(answer), http });
    return answer;
  }

  createSession(
    over: Partial<CreateSessionRequest> = {},
  ): Promise<CreateSessionResult & { orderNo: string }> {
    const request: CreateSessionRequest = {
      purpose: 'charge_saved_card',
      amount: this.amount,
      pgCode: this.options.pgCode,
      orderNo: `ask-${newSecret(12)}`,
      gatewayCustomerId: this.options.customer,
      customer: { name: 'Sandbox Question', email: 'sandbox@example.com', phone: null },
      language: 'en',
      agreement: this.agreement(),
      webhookUrl: 'https://example.com/nobody-listens',
      redirectUrl: null,
      ...over,
    };
    return this.step('create a session', request, async (gateway) => ({
      ...(await gateway.createSession(this.account, request)),
      orderNo: request.orderNo,
    }));
  }

  /** @throws where Ottu makes no session: no question can be asked then */
  async session(over: Partial<CreateSessionRequest> = {}): Promise<Session> {
    const created = await this.createSession(over);
    if (created.kind === 'created') return { sessionId: created.sessionId, orderNo: created.orderNo };
    throw new Error(`Ottu made no session: ${meaningOf(created)}`);
  }

  charge({ sessionId, orderNo }: Session, { token }: CardReading): Promise<ChargeAnswer> {
    const request = { sessionId, token, expected: { sessionId, orderNo, amount: this.amount } };
    // Nobody else could charge it meanwhile: there is no lease.
    const anyTime = { ...request, sendBeforeMs: Infinity };
    return this.step('charge the card', request, (gateway) => gateway.chargeToken(this.account, anyTime));
  }

  async card(): Promise<CardReading | null> {
    const query = { gatewayCustomerId: this.options.customer, agreementId: this.agreement().id };
    const listed = await this.step('list the cards', query, (gateway) =>
      gateway.listCards(this.account, query),
    );
    return listed.kind === 'listed' ? (listed.cards.find(({ isExpired }) => !isExpired) ?? null) : null;
  }

  /** A page on which a person saves the card that the questions are asked with. */
  page(): Promise<CreateSessionResult> {
    return this.createSession({ purpose: 'first_payment' });
  }

  private agreement(): AgreementTerms {
    const today = this.clock.now();
    const day = (at: Date) => at.toISOString().slice(0, 10);
    return {
      id: `${this.options.customer}-agreement`,
      frequency: 'irregular',
      cycleIntervalDays: 1,
      totalCycles: 999,
      startDate: day(today),
      expiryDate: day(new Date(today.getTime() + YEAR_MS)),
      amountVariability: 'variable',
      maxAmountPerCycle: null,
    };
  }
}

/** An answer of the client in few words. */
export function meaningOf(answer: object): string {
  const { kind, httpStatus, message, trouble, decline } = answer as {
    kind: string;
    httpStatus?: number;
    message?: string;
    trouble?: { code: string; message: string };
    decline?: { message: string };
  };
  const said = trouble ? `${trouble.code}, ${trouble.message}` : (decline?.message ?? message);
  return `${kind}${httpStatus === undefined ? '' : ` with HTTP ${httpStatus}`}${said ? ` (${said})` : ''}`;
}
