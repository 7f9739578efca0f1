import type { Dispatcher } from 'undici';
import type { Clock } from '../../platform/clock/clock.js';
import type { ReportSink } from '../payment-gateway.js';
import { type HttpOutcome, OneOutcome } from './one-outcome.js';

type Ended = { kind: 'saved'; bytes: number } | { kind: 'too_large' };
export type DownloadOutcome = HttpOutcome | Ended;

export interface DownloadLimits {
  /** From one piece to the next: a large file may take long, silence may not. */
  silenceMs: number;
  totalMs: number;
  /** Of an answer that is no file. */
  maxBodyBytes: number;
}

/**
 * One GET whose answer may be larger than memory: each piece is kept before the next is taken from the socket.
 * Nothing is at stake but the file, so a failure is only told, and the whole is asked for again later.
 */
export class Download extends OneOutcome<Ended> implements Dispatcher.DispatchHandler {
  private readonly refusal: Buffer[] = [];
  private bytes = 0;
  private kept: Promise<void> = Promise.resolve();
  private stopSilence: () => void;
  private readonly stopTotal: () => void;

  constructor(
    private readonly sink: ReportSink,
    private readonly limits: DownloadLimits,
    private readonly clock: Clock,
  ) {
    super();
    this.stopSilence = clock.startTimer(limits.silenceMs, () => this.giveUp('no answer', limits.silenceMs));
    this.stopTotal = clock.startTimer(limits.totalMs, () => this.giveUp('not complete', limits.totalMs));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('given up before it began'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (!this.hasBegun(status, headers)) return;
    const announced = Number(headers['content-length'] ?? 0);
    if (status === 200 && announced > this.sink.maxBytes) this.stop({ kind: 'too_large' });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici tells of nothing when it is resumed without more to read; pausing for that would go round for ever.
    if (this.settled || chunk.length === 0) return;
    this.bytes += chunk.length;
    const most = this.status === 200 ? this.sink.maxBytes : this.limits.maxBodyBytes;
    if (this.bytes > most) return this.stop({ kind: 'too_large' });
    this.stopSilence();
    this.stopSilence = this.clock.startTimer(this.limits.silenceMs, () =>
      this.giveUp('silence', this.limits.silenceMs),
    );
    // undici hands out views of a buffer that it will use again.
    const piece = Buffer.from(chunk);
    if (this.status !== 200) return void this.refusal.push(piece);
    controller.pause();
    this.kept = this.kept
      .then(() => this.sink.write(piece))
      .then(
        () => controller.resume(),
        (error: unknown) => this.ownFault(error),
      );
  }

  onResponseEnd(): void {
    if (this.status !== 200) return this.answered(this.refusal);
    void this.kept.then(() => this.settle({ kind: 'saved', bytes: this.bytes }));
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(this.controller === null ? 'not_sent' : 'connection_lost', `${error.name}: ${error.message}`);
  }

  private giveUp(what: string, ms: number): void {
    this.fail('timeout', `${what} within ${ms} ms`);
    this.controller?.abort(new Error('out of time'));
  }

  private stop(outcome: Ended): void {
    this.settle(outcome);
    this.controller?.abort(new Error('larger than allowed'));
  }

  /** A full disk is no event of the outside. */
  private ownFault(error: unknown): void {
    this.raise(error);
    this.controller?.abort(new Error('the file could not be kept'));
  }

  protected override stopTimers(): void {
    this.stopSilence();
    this.stopTotal();
  }
}

export function httpStatusOf(outcome: DownloadOutcome): number | null {
  if (outcome.kind === 'failed') return outcome.httpStatus;
  return outcome.kind === 'answered' ? outcome.status : 200;
}
