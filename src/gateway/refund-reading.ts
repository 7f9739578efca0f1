import type { Money } from '../domain/money/money.js';
import type { RateLimited, Trouble } from './trouble.js';

export interface RefundRequest {
  sessionId: string;
  orderNo: string;
  amount: Money;
  trackingKey: string;
}

/** What decides on money that a bank holds: take it, or let it go. */
export type HoldOperation = 'capture' | 'void';

/** One operation on a payment as the platform tells it: a transaction of its own below the payment. */
export interface OperationReading {
  /** The platform's name for it, where it gives one. */
  id: string | null;
  state: 'refunded' | 'refund_queued' | 'refund_rejected' | 'paid' | 'voided';
  amount: Money;
  referenceNumber: string | null;
}

/** A capture is told as `paid`. */
export interface HoldReading extends OperationReading {
  state: 'paid' | 'voided';
}

/** One refund of a payment as the platform tells it: a transaction of its own below the payment. */
export interface RefundReading extends OperationReading {
  state: 'refunded' | 'refund_queued' | 'refund_rejected';
}

/** The classification of the answer to a refund; anything not listed is `unknown`. */
export type RefundAnswer =
  | { kind: 'refunded'; refund: RefundReading }
  /** Taken, and not decided yet by the gateway. */
  | { kind: 'queued'; refund: RefundReading }
  /** The gateway said no. */
  | { kind: 'rejected'; refund: RefundReading; message: string }
  | OperationNotMade;

/** The classification of the answer to a capture or void; here as well anything not listed is `unknown`. */
export type HoldAnswer = { kind: 'done'; operation: HoldReading } | OperationNotMade;

export type OperationNotMade =
  /** Nothing left this machine. */
  | { kind: 'not_sent'; trouble: Trouble }
  /** The platform would not take it: not enough left, another currency, a gateway that cannot. */
  | { kind: 'refused'; httpStatus: number; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'unknown'; trouble: Trouble };

export type RefundLook =
  /** `holds`: captures and voids, where there are any. */
  | { kind: 'told'; refunds: RefundReading[]; holds?: HoldReading[] }
  /**
   * The platform answers, and says nothing of refunds: not in this kind of answer, or of this payment. `isOld`: so it
   * answered last time, and may not be asked again yet.
   */
  | { kind: 'untold'; message: string; isOld?: true }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };
