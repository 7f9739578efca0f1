import type { CallClass } from '../domain/safeguards/request-budget.js';
import type { CredentialUse } from './credentials.js';
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
  type InquiredPayment,
  type ListCardsQuery,
  type ListCardsResult,
  type ListReportsQuery,
  type ListReportsResult,
  type LookResult,
  type OperationWebhookReading,
  PaymentGateway,
  type PaymentMethodsQuery,
  type PaymentMethodsResult,
  type RateLimited,
  type RefundAnswer,
  type RefundLook,
  type RefundRequest,
  type ReportSink,
  type WebhookInspection,
  type WebhookReading,
  type WebhookToInspect,
} from './payment-gateway.js';
import type { RequestBudget } from './request-budget.js';

/**
 * The port with the day's budget in front of it: the only PaymentGateway that the module gives out, so that no
 * call can forget to count. A call that gets no budget answers `rate_limited` before a byte is sent. Each
 * method has its class; `account.callClass` says otherwise where a look is part of a charge or can wait.
 *
 * It also says what each method is for, and so by whose credentials it goes: the platform counts by user.
 */
export class BudgetedGateway extends PaymentGateway {
  constructor(
    private readonly inner: PaymentGateway,
    private readonly budget: RequestBudget,
  ) {
    super();
  }

  async createSession(account: GatewayAccount, request: CreateSessionRequest): Promise<CreateSessionResult> {
    const isCharge = request.purpose === 'charge_saved_card';
    const refused = isCharge
      ? await this.budget.takeForCharge(account)
      : await this.budget.take(account, account.callClass ?? 'interactive');
    if (refused) return refused;
    const result = await this.told(account, this.inner.createSession(account, request));
    if (isCharge && result.kind !== 'created') this.budget.giveBackCharge(account);
    return result;
  }

  async chargeToken(account: GatewayAccount, request: ChargeTokenRequest): Promise<ChargeAnswer> {
    return (
      (await this.budget.takeForCharge(account)) ??
      this.told(account, this.inner.chargeToken(account, request))
    );
  }

  retrieveSession(account: GatewayAccount, sessionId: string): Promise<LookResult> {
    const asking = as('asking', account);
    return this.within(asking, 'inquiry', () => this.inner.retrieveSession(asking, sessionId));
  }

  /** A 429 is about this one payment or this minute, not about the day: whoever asked asks later. */
  async inquire(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    of: InquiredPayment,
  ): Promise<LookResult> {
    const asking = as('asking', account);
    const refused = await this.budget.takeInquiry(asking, of);
    if (refused) return refused;
    const answer = await this.inner.inquire(asking, by, of);
    if (of.isGuess && answer.kind === 'found') await this.budget.countInquiry(asking, of);
    return answer;
  }

  expireSession(
    account: GatewayAccount,
    by: { sessionId: string } | { orderNo: string },
    trackingKey: string,
  ): Promise<ExpireResult> {
    return this.within(account, 'inquiry', () => this.inner.expireSession(account, by, trackingKey));
  }

  /** Somebody waits for their money: of the share that is kept for people. */
  refund(account: GatewayAccount, request: RefundRequest): Promise<RefundAnswer> {
    const refunding = as('refunding', account);
    return this.within(refunding, 'interactive', () => this.inner.refund(refunding, request));
  }

  /** What is not captured in time is lost. By who refunds: it is one endpoint, with one permission. */
  decideHold(account: GatewayAccount, operation: HoldOperation, request: RefundRequest): Promise<HoldAnswer> {
    const refunding = as('refunding', account);
    return this.within(refunding, 'interactive', () => this.inner.decideHold(refunding, operation, request));
  }

  async lookAtRefunds(
    account: GatewayAccount,
    sessionId: string,
    by: 'retrieve' | 'inquiry',
    of: InquiredPayment,
  ): Promise<RefundLook> {
    const asking = as('asking', account);
    const look = () => this.inner.lookAtRefunds(asking, sessionId, by, of);
    if (by === 'retrieve') return this.within(asking, 'inquiry', look);
    return this.inquireOfRefunds(asking, of, look);
  }

  /** Asked for a customer who was just at a hosted page; an import says that it can wait. */
  listCards(account: GatewayAccount, query: ListCardsQuery): Promise<ListCardsResult> {
    const asking = as('asking', account);
    return this.within(asking, 'interactive', () => this.inner.listCards(asking, query));
  }

  /** Somebody asked for it; the clock, which repeats what failed, says that it can wait. */
  deleteCard(account: GatewayAccount, card: DeleteCardRequest): Promise<DeleteCardResult> {
    return this.within(account, 'interactive', () => this.inner.deleteCard(account, card));
  }

  paymentMethods(account: GatewayAccount, query: PaymentMethodsQuery): Promise<PaymentMethodsResult> {
    const asking = as('asking', account);
    return this.within(asking, 'interactive', () => this.inner.paymentMethods(asking, query));
  }

  /** Nobody waits for a report. */
  listReports(account: GatewayAccount, query: ListReportsQuery): Promise<ListReportsResult> {
    const asking = as('asking', account);
    return this.within(asking, 'housekeeping', () => this.inner.listReports(asking, query));
  }

  /** A 429 is about the downloads of this hour, not about the day. */
  async downloadReport(
    account: GatewayAccount,
    token: string,
    sink: ReportSink,
  ): Promise<DownloadReportResult> {
    const asking = as('asking', account);
    const refused = await this.budget.take(asking, account.callClass ?? 'housekeeping');
    return refused ?? this.inner.downloadReport(asking, token, sink);
  }

  readPaymentWebhook(keys: readonly string[], rawBody: Buffer): WebhookReading {
    return this.inner.readPaymentWebhook(keys, rawBody);
  }

  readOperationWebhook(keys: readonly string[], rawBody: Buffer): OperationWebhookReading {
    return this.inner.readOperationWebhook(keys, rawBody);
  }

  inspectWebhook(webhook: WebhookToInspect): WebhookInspection {
    return this.inner.inspectWebhook(webhook);
  }

  /** Of no platform: only a simulator has such a clock, and counts no request for it. */
  moveSimulatedClock(account: GatewayAccount, now: Date): Promise<boolean> {
    return this.inner.moveSimulatedClock(account, now);
  }

  /** Where the query tells nothing of refunds, it need not be made again for every look to know that. */
  private async inquireOfRefunds(
    asking: GatewayAccount,
    of: InquiredPayment,
    look: () => Promise<RefundLook>,
  ): Promise<RefundLook> {
    const refused = await this.budget.takeInquiry(asking, of);
    if (refused?.untold !== undefined) return { kind: 'untold', message: refused.untold, isOld: true };
    if (refused) return refused;
    const answer = await look();
    if (answer.kind === 'told' || answer.kind === 'untold')
      await this.budget.keepUntold(asking, of, answer.kind === 'untold' ? answer.message : null);
    return answer;
  }

  private async within<T extends { kind: string }>(
    account: GatewayAccount,
    usual: CallClass,
    call: () => Promise<T>,
  ): Promise<T | RateLimited> {
    return (await this.budget.take(account, account.callClass ?? usual)) ?? this.told(account, call());
  }

  private async told<T extends { kind: string }>(account: GatewayAccount, call: Promise<T>): Promise<T> {
    const answer: T | RateLimited = await call;
    if (isRateLimited(answer)) await this.budget.wasRateLimited(account, answer.retryAfterSeconds);
    return answer;
  }
}

function as(use: CredentialUse, account: GatewayAccount): GatewayAccount {
  return { ...account, use };
}

function isRateLimited(answer: { kind: string }): answer is RateLimited {
  return answer.kind === 'rate_limited';
}
