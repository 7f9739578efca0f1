import type { LookResult, PaymentReading } from '../../gateway/payment-gateway.js';
import type { RecoveryOrder } from './recovery-order.entity.js';

/** What of an order number was said before, and how often in a row. */
export type Asked = Pick<RecoveryOrder, 'asks' | 'said' | 'saidTimes'>;

/** What an answer about an order number means for whether it was ever used. */
export type Answer =
  | { kind: 'absent' }
  | { kind: 'known'; payment: PaymentReading }
  /** It is known, for something of that name was refused to us, and will not be told. */
  | { kind: 'secret'; reason: string }
  | ({ kind: 'again'; inSeconds: number; reason: string } & Pick<Asked, 'said' | 'saidTimes'>);

/** Refusals of one order before it counts as known: a single one may be the fault of whatever lies between. */
const REFUSALS = 3;
/** The platform answers about one transaction every thirty minutes. */
const REFUSED_AGAIN_SECONDS = 31 * 60;
/**
 * "Not found" may come from a part of the platform that lags, or from a proxy. Believed at once, and for ever, it would
 * charge again what was charged. Three of them take half an hour from when the gap had ended. After a mere silence, which
 * says nothing of rows that were lost, two in a minute are enough: every longer downtime has one, and charges wait for it.
 */
const ABSENCES = { restore: { times: 3, againSeconds: 15 * 60 }, probe: { times: 2, againSeconds: 60 } };
const LONGEST_PAUSE_SECONDS = 31 * 60;

export interface About {
  /** Asked after a silence, not because rows are missing. */
  isProbe: boolean;
  /** The try before it is known to be unknown there. */
  isBehindAbsent: boolean;
}

/**
 * A try behind one that is not there was made only after a session could not be
 * opened, and one "not found", which comes later than the three of the other, is enough: or a thousand charges take a day.
 * Pure. Only the platform's own "not found" says that nothing was charged; whatever else is no answer changes no count.
 */
export function judgeAnswer(look: LookResult, asked: Asked, { isProbe, isBehindAbsent }: About): Answer {
  const { asks, said, saidTimes } = asked;
  const pause = Math.min(60 * 2 ** Math.min(asks, 10), LONGEST_PAUSE_SECONDS);
  const again = (inSeconds: number, reason: string): Answer => ({ kind: 'again', inSeconds, reason, said, saidTimes }); // prettier-ignore
  switch (look.kind) {
    case 'found':
      return { kind: 'known', payment: look.payment };
    case 'not_found': {
      const enough = isProbe ? ABSENCES.probe : ABSENCES.restore;
      const times = said === 'unknown' ? saidTimes + 1 : 1;
      if (isBehindAbsent || times >= enough.times) return { kind: 'absent' };
      return { kind: 'again', inSeconds: enough.againSeconds, reason: look.message, said: 'unknown', saidTimes: times }; // prettier-ignore
    }
    case 'rate_limited':
      return again(Math.max(look.retryAfterSeconds, 60), 'asked too often');
    case 'unauthorized':
      return again(pause, look.message);
    case 'trouble': {
      const { message, httpStatus } = look.trouble;
      // A status query is refused with 400 for a transaction that exists and is in no state to be asked about.
      if (httpStatus !== 400) return again(pause, message);
      const times = said === 'refused' ? saidTimes + 1 : 1;
      if (times >= REFUSALS) return { kind: 'secret', reason: message };
      return { kind: 'again', inSeconds: REFUSED_AGAIN_SECONDS, reason: message, said: 'refused', saidTimes: times }; // prettier-ignore
    }
  }
}
