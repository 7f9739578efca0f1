import type { Dispatcher } from 'undici';
import type { Clock } from '../../platform/clock/clock.js';
import { OneOutcome } from './one-outcome.js';

export interface ExchangeLimits {
  /** The request must be handed to a connection within this time, else it is never written. */
  sendWithinMs: number;
  /** Nor is it once this has come, by the monotonic clock: what its caller waited before counts as well. */
  sendBeforeMs?: number;
  /** From the call to the last byte of the answer. */
  totalMs: number;
  maxBodyBytes: number;
}

const TOO_LATE = 'it could not be on the wire in time, so nothing was sent';

/**
 * One request and its answer, as undici reports them. undici calls `onRequestStart` in the same turn of
 * the event loop right before it writes to the socket and never before a connection (and its TLS) stands.
 * So the question "could the other side have seen it?" is answered by whether that call happened, and
 * not by guessing from error codes: the same ECONNRESET means "not sent" while connecting and "unknown"
 * on a kept-alive socket that the server closed under our request.
 */
export class Exchange extends OneOutcome<never> implements Dispatcher.DispatchHandler {
  private written = false;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private stopTimer: () => void;
  private readonly beganMs: number;
  private readonly sendBeforeMs: number;

  constructor(
    private readonly limits: ExchangeLimits,
    private readonly clock: Clock,
    /** Told when all of the request is with the operating system, and nothing of an answer is read yet. */
    private readonly whenWritten?: () => void,
  ) {
    super();
    this.beganMs = clock.monotonicMs();
    this.sendBeforeMs = Math.min(this.beganMs + limits.sendWithinMs, limits.sendBeforeMs ?? Infinity);
    const leftMs = Math.max(0, this.sendBeforeMs - this.beganMs);
    this.stopTimer = clock.startTimer(leftMs, () => this.runOutOfTime());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Aborting here comes before the write. A second start would be a silent repetition of the request.
    const nowMs = this.clock.monotonicMs();
    if (this.settled || this.written || nowMs > this.sendBeforeMs) {
      controller.abort(new Error(TOO_LATE));
      return;
    }
    this.controller = controller;
    this.written = true;
    this.stopTimer();
    const leftMs = Math.max(0, this.limits.totalMs - (nowMs - this.beganMs));
    this.stopTimer = this.clock.startTimer(leftMs, () => this.runOutOfTime());
    // undici writes when this returns; whatever was queued before that comes after it.
    if (this.whenWritten) queueMicrotask(this.whenWritten);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.hasBegun(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limits.maxBodyBytes) {
      this.fail('unreadable', `the body is larger than ${this.limits.maxBodyBytes} bytes`);
      controller.abort(new Error('body too large'));
      return;
    }
    // undici hands out views of a buffer that it will use again.
    this.chunks.push(Buffer.from(chunk));
  }

  onResponseEnd(): void {
    this.answered(this.chunks);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const code = (error as { code?: unknown }).code;
    const message = `${typeof code === 'string' ? code : error.name}: ${error.message}`;
    if (!this.written) {
      // A header or path that HTTP does not allow.
      if (code === 'UND_ERR_INVALID_ARG') return this.raise(error);
      return this.fail('not_sent', message);
    }
    this.fail(isProtocolError(error.name, code) ? 'unreadable' : 'connection_lost', message);
  }

  private runOutOfTime(): void {
    if (!this.written) {
      // The request still waits in undici's queue; onRequestStart sees that it is settled and drops it.
      return this.fail('not_sent', TOO_LATE);
    }
    this.fail('timeout', `no complete answer within ${this.limits.totalMs} ms`);
    this.controller?.abort(new Error('out of time'));
  }

  protected override stopTimers(): void {
    this.stopTimer();
  }
}

/** The other side answered, but not in HTTP, or not the number of bytes it announced. */
function isProtocolError(name: string, code: unknown): boolean {
  return (
    name === 'HTTPParserError' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  );
}
