/** Where time enters. Nothing else reads the wall clock, so that a test can hold it still. */
export abstract class Clock {
  abstract now(): Date;
  /** Milliseconds from an arbitrary start; never goes backwards. For durations only. */
  abstract monotonicMs(): number;
  /** Does `work` so many milliseconds from now, unless the function it answers is called before. */
  abstract startTimer(ms: number, work: () => void): () => void;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }

  startTimer(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  }
}
