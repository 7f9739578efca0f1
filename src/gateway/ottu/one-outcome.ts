import type { Dispatcher } from 'undici';

/** What became of one HTTP request. `not_sent` is a promise: not one byte of it was written. */
export type HttpOutcome =
  | { kind: 'answered'; status: number; retryAfter: string | null; body: Buffer }
  | { kind: 'failed'; code: TransportFailure; httpStatus: number | null; message: string };

export type TransportFailure = 'not_sent' | 'timeout' | 'connection_lost' | 'unreadable';

type Headers = Record<string, string | string[] | undefined>;

const MAX_MESSAGE = 200;

/** What a request has in common with any other: it ends once, and what comes after that changes nothing. */
export abstract class OneOutcome<O> {
  readonly outcome: Promise<O | HttpOutcome>;
  protected controller: Dispatcher.DispatchController | null = null;
  protected settled = false;
  protected status: number | null = null;
  private retryAfter: string | null = null;
  private resolve!: (outcome: O | HttpOutcome) => void;
  private reject!: (error: unknown) => void;

  constructor() {
    this.outcome = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  protected abstract stopTimers(): void;

  /** An answer in advance (1xx) says nothing yet. */
  protected hasBegun(status: number, headers: Headers): boolean {
    if (status < 200) return false;
    this.status = status;
    const retryAfter = headers['retry-after'];
    this.retryAfter = typeof retryAfter === 'string' ? retryAfter : null;
    return true;
  }

  protected answered(chunks: readonly Buffer[]): void {
    const { status, retryAfter } = this;
    if (status === null) return this.fail('unreadable', 'an answer without a status');
    this.settle({ kind: 'answered', status, retryAfter, body: Buffer.concat(chunks) });
  }

  protected fail(code: TransportFailure, message: string): void {
    this.settle({ kind: 'failed', code, httpStatus: this.status, message: message.slice(0, MAX_MESSAGE) });
  }

  protected settle(outcome: O | HttpOutcome): void {
    if (this.settled) return;
    this.end();
    this.resolve(outcome);
  }

  /** Our own mistake, no event of the outside. */
  protected raise(error: unknown): void {
    this.end();
    this.reject(error);
  }

  private end(): void {
    this.settled = true;
    this.stopTimers();
  }
}
