import type { CallClass } from '../domain/safeguards/request-budget.js';
import type { GatewayAccount, InquiredPayment, RateLimited } from './payment-gateway.js';

/** Not now; `untold` is what the last query about this payment was answered when it told nothing of refunds. */
export interface InquiryRefusal extends RateLimited {
  untold?: string;
}

/**
 * The day's requests of a merchant at the payment platform. Asked before each call and told of each refusal;
 * whoever keeps the budget provides this class from a global module.
 */
export abstract class RequestBudget {
  /** Takes one request, or says how long to wait. */
  abstract take(account: GatewayAccount, callClass: CallClass): Promise<RateLimited | null>;
  /** One of the two that were set aside when the charge was begun: never refused while the day has any. */
  abstract takeForCharge(account: GatewayAccount): Promise<RateLimited | null>;
  /** The session could not be had, so that its charge will not be made. */
  abstract giveBackCharge(account: GatewayAccount): void;
  /** One more inquiry about this payment and within this minute, and one request. */
  abstract takeInquiry(account: GatewayAccount, of: InquiredPayment): Promise<InquiryRefusal | null>;
  /** Where the query about this payment told nothing of refunds; null where it did. Until it may be asked again, that stands. */
  abstract keepUntold(account: GatewayAccount, of: InquiredPayment, untold: string | null): Promise<void>;
  /** There is a payment of this order number: the query that was just made counts. */
  abstract countInquiry(account: GatewayAccount, of: InquiredPayment): Promise<void>;
  /** The platform answered 429. */
  abstract wasRateLimited(account: GatewayAccount, retryAfterSeconds: number): Promise<void>;
}

/** Where nobody keeps a budget: tests of the gateway alone. */
export class UnlimitedBudget extends RequestBudget {
  take(): Promise<null> {
    return Promise.resolve(null);
  }

  takeForCharge(): Promise<null> {
    return Promise.resolve(null);
  }

  giveBackCharge(): void {
    return;
  }

  takeInquiry(): Promise<null> {
    return Promise.resolve(null);
  }

  keepUntold(): Promise<void> {
    return Promise.resolve();
  }

  countInquiry(): Promise<void> {
    return Promise.resolve();
  }

  wasRateLimited(): Promise<void> {
    return Promise.resolve();
  }
}
