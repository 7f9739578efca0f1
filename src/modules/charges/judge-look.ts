import { describeMoney, equals, type Money } from '../../domain/money/money.js';
import type { CardReading, Decline, LookResult, PaymentReading } from '../../gateway/payment-gateway.js';

/** What a status answer means for an attempt of ours. */
export type Verdict =
  | { kind: 'paid'; payment: PaymentReading }
  /** The bank holds the money, all that was asked for; nobody has captured or voided it. */
  | { kind: 'held'; payment: PaymentReading }
  /** It was held and let go: no money moved, and none will. */
  | { kind: 'voided' }
  /** Nobody has tried to pay it: if it can be closed now, our money call never arrived. */
  | { kind: 'untouched'; gatewayName?: string | null }
  /** Something was or is (pending) under way; it can still turn paid and can be closed. */
  | ({ kind: 'under_way'; isPending?: boolean } & Tried)
  /** Closed or failed; some gateways still answer late with a success. */
  | ({ kind: 'closed' } & Tried)
  /** It says paid, but not what we asked for: only a person can decide. */
  | { kind: 'contradiction'; reason: string }
  /** `saysPaid`: as far as it could be read the money moved, or is held; what is missing is how much, or for what. */
  | { kind: 'unreadable'; reason: string; retryAfterSeconds: number | null; saysPaid?: true };

/** What an answer tells of how it was tried. */
interface Tried {
  decline: Decline | null;
  card?: CardReading | null;
  gatewayName?: string | null;
}

export interface Expected {
  orderNo: string;
  amount: Money;
}

/** Pure. A success counts only when order number, amount and currency are ours to the last digit. */
export function judgeLook(look: LookResult, expected: Expected): Verdict {
  switch (look.kind) {
    case 'found':
      return judgePayment(look.payment, expected);
    case 'rate_limited':
      return {
        kind: 'unreadable',
        reason: look.reason ?? 'asked too often',
        retryAfterSeconds: look.retryAfterSeconds,
      };
    case 'not_found':
    case 'unauthorized':
      return { kind: 'unreadable', reason: look.message, retryAfterSeconds: null };
    case 'trouble':
      return { kind: 'unreadable', reason: look.trouble.message, retryAfterSeconds: null };
  }
}

function judgePayment(payment: PaymentReading, expected: Expected): Verdict {
  const { decline, card, gatewayName } = payment;
  const tried = { decline, card, ...(gatewayName && { gatewayName }) };
  switch (payment.state) {
    case 'paid': {
      const missing = missingIn(payment);
      if (missing !== null) return missing;
      const fault = echoFault(payment, expected) ?? captureFault(payment, expected);
      return fault === null ? { kind: 'paid', payment } : { kind: 'contradiction', reason: fault };
    }
    case 'authorized':
      return judgeHold(payment, expected);
    case 'cod':
      return {
        kind: 'contradiction',
        reason: `the session is ${payment.state}, which a recurring charge never is`,
      };
    case 'created':
      return { kind: 'untouched', ...(gatewayName && { gatewayName }) };
    case 'pending':
      return { kind: 'under_way', ...tried, isPending: true };
    case 'attempted':
      return { kind: 'under_way', ...tried, isPending: false };
    case 'failed':
    case 'canceled':
    case 'expired':
    case 'invalided':
      return { kind: 'closed', ...tried };
  }
}

/** Only a capture of the whole is a payment: an invoice is paid or it is not. */
function judgeHold(payment: PaymentReading, expected: Expected): Verdict {
  const missing = missingIn(payment);
  if (missing !== null) return missing;
  const fault = echoFault(payment, expected) ?? captureFault(payment, expected);
  if (fault !== null) return { kind: 'contradiction', reason: fault };
  const { captured = null, isVoided = false } = payment.hold ?? {};
  if (captured !== null && isVoided) {
    return { kind: 'contradiction', reason: 'it was captured and voided' };
  }
  if (captured !== null) return { kind: 'paid', payment };
  return isVoided ? { kind: 'voided' } : { kind: 'held', payment };
}

/** What an answer leaves out it does not contradict: a field that was lost on its way comes with the next one. */
function missingIn({ orderNo, amount }: PaymentReading): Verdict | null {
  if (orderNo !== null && amount !== null) return null;
  const reason = `it is paid, and does not say ${orderNo === null ? 'for which order' : 'how much'}`;
  return { kind: 'unreadable', reason, retryAfterSeconds: null, saysPaid: true };
}

function captureFault({ hold }: PaymentReading, expected: Expected): string | null {
  const captured = hold?.captured ?? null;
  if (captured === null || equals(captured, expected.amount)) return null;
  return `${describeMoney(captured)} of ${describeMoney(expected.amount)} was captured`;
}

function echoFault(payment: PaymentReading, expected: Expected): string | null {
  if (payment.orderNo !== expected.orderNo)
    return `it is paid for order ${payment.orderNo}, not ${expected.orderNo}`;
  if (!equals(payment.amount!, expected.amount)) {
    return `${describeMoney(payment.amount!)} was paid, and ${describeMoney(expected.amount)} asked for`;
  }
  if (payment.isPlayMoney) return 'it was paid in the sandbox, where no money moves, but the account is live';
  return null;
}
