export type CalendarErrorCode =
  'invalid_interval' | 'invalid_anchor' | 'unknown_time_zone' | 'invalid_instant' | 'out_of_range';

/** Every refusal of this room; the message quotes what came in and says what is allowed. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';

  constructor(
    readonly code: CalendarErrorCode,
    input: string | number,
    allowed: string,
  ) {
    super(`${code.replaceAll('_', ' ')}: got "${String(input).slice(0, 60)}"; allowed is ${allowed}`);
  }
}
