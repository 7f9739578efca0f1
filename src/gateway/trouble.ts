/** Why an answer could not be believed or had. Stored with the attempt and shown. */
export interface Trouble {
  code:
    | 'not_sent'
    | 'timeout'
    | 'connection_lost'
    | 'server_error'
    | 'redirect'
    | 'unreadable'
    | 'wrong_echo'
    | 'contradiction'
    | 'pending'
    /** Of our own making: an earlier session of the invoice was in the way. */
    | 'obstructed'
    /** Also ours: sending it threw, and whether it went out was found out afterwards. */
    | 'sending_failed'
    | 'unexpected';
  message: string;
  httpStatus: number | null;
}

/** Not now. By the platform, or by our own budget before a byte was sent; `reason` only then. */
export interface RateLimited {
  kind: 'rate_limited';
  retryAfterSeconds: number;
  reason?: string;
}

/** Not one byte of it was sent. */
export function isOfOurBudget(answer: { kind: string; reason?: string }): boolean {
  return answer.kind === 'rate_limited' && answer.reason !== undefined;
}
