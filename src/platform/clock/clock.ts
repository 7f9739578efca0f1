/** Where time enters. Nothing else reads the wall clock, so that a test can hold it still. */
export abstract class Clock {
  abstract now(): Date;
  /** Milliseconds from an arbitrary start; never goes backwards. For durations only. */
  abstract monotonicMs(): number;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }
}
