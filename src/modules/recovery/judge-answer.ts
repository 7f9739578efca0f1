import type { LookResult, PaymentReading } from '../../gateway/payment-gateway.js';

/** What an answer about an order number means for whether it was ever used. */
export type Answer =
  | { kind: 'absent' }
  | { kind: 'known'; payment: PaymentReading }
  /** It is known, for something of that name was refused to us, and will not be told. */
  | { kind: 'secret'; reason: string }
  | { kind: 'again'; inSeconds: number; reason: string };

/** Refusals of one order before it counts as known: a single one may be the fault of whatever lies between. */
const REFUSALS = 3;
/** The platform answers about one transaction every thirty minutes. */
const REFUSED_AGAIN_SECONDS = 31 * 60;
const LONGEST_PAUSE_SECONDS = 31 * 60;

/** `asks`: how often it was asked before. Pure. Only the platform's own "not found" says that nothing was charged. */
export function judgeAnswer(look: LookResult, asks: number): Answer {
  const pause = Math.min(60 * 2 ** Math.min(asks, 10), LONGEST_PAUSE_SECONDS);
  switch (look.kind) {
    case 'found':
      return { kind: 'known', payment: look.payment };
    case 'not_found':
      return { kind: 'absent' };
    case 'rate_limited':
      return { kind: 'again', inSeconds: Math.max(look.retryAfterSeconds, 60), reason: 'asked too often' };
    case 'unauthorized':
      return { kind: 'again', inSeconds: pause, reason: look.message };
    case 'trouble': {
      const { message, httpStatus } = look.trouble;
      // A status query is refused with 400 for a transaction that exists and is in no state to be asked about.
      if (httpStatus !== 400) return { kind: 'again', inSeconds: pause, reason: message };
      if (asks + 1 >= REFUSALS) return { kind: 'secret', reason: message };
      return { kind: 'again', inSeconds: REFUSED_AGAIN_SECONDS, reason: message };
    }
  }
}
