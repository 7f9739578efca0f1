import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { crashpoint } from '../../platform/config/crashpoint.js';
import { assertOutsideTransaction } from '../../platform/database/unit-of-work.js';
import type { ReportSink } from '../payment-gateway.js';
import { Download, type DownloadOutcome } from './download.js';
import { Exchange } from './exchange.js';
import type { HttpOutcome } from './one-outcome.js';
import { OttuConnections } from './ottu-connections.js';
import { OttuSettings } from './ottu-settings.js';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** A charge gets more patience and connections of a pool of its own. */
  isCharge?: boolean;
  /** By the monotonic clock: as for sendWithinMs, and whichever comes first holds. */
  sendBeforeMs?: number;
}

/**
 * HTTP to Ottu. Retries nothing, follows no redirect, verifies TLS whatever the environment says.
 * A retry below the engine would repeat charges without anybody having decided it.
 */
@Injectable()
export class OttuHttp implements OnApplicationShutdown {
  constructor(
    private readonly clock: Clock,
    private readonly settings: OttuSettings,
    private readonly connections: OttuConnections = new OttuConnections(settings),
  ) {}

  /**
   * Sends once and reports what happened as data.
   * @throws when called inside a database transaction, or with a header that HTTP does not allow
   */
  async send(request: HttpRequest): Promise<HttpOutcome> {
    assertOutsideTransaction(`${request.method} ${shownPath(request.url)}`);
    const { settings } = this;
    const limits = {
      sendWithinMs: request.isCharge ? settings.sendChargeWithinMs : settings.sendWithinMs,
      sendBeforeMs: request.sendBeforeMs,
      totalMs: request.isCharge ? settings.chargeTimeoutMs : settings.callTimeoutMs,
      maxBodyBytes: settings.maxBodyBytes,
    };
    const whenWritten = request.isCharge ? () => crashpoint('after-bytes-out') : undefined;
    const exchange = new Exchange(limits, this.clock, whenWritten);
    this.connections.to(request.url.origin, request.isCharge ?? false).dispatch(
      {
        method: request.method,
        path: request.url.pathname + request.url.search,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...request.headers },
        body: request.body ?? null,
        // The exchange keeps time itself, to the millisecond and from the call on.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      exchange,
    );
    return exchange.outcome;
  }

  /** As `send`, for a file: it goes into the sink piece by piece. */
  async download(request: Pick<HttpRequest, 'url' | 'headers'>, sink: ReportSink): Promise<DownloadOutcome> {
    assertOutsideTransaction('the download of a file');
    const { callTimeoutMs, downloadTimeoutMs, maxBodyBytes } = this.settings;
    const limits = { silenceMs: callTimeoutMs, totalMs: downloadTimeoutMs, maxBodyBytes };
    const download = new Download(sink, limits, this.clock);
    this.connections.to(request.url.origin, false).dispatch(
      {
        method: 'GET',
        path: request.url.pathname + request.url.search,
        headers: { accept: '*/*', 'accept-encoding': 'identity', ...request.headers },
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      download,
    );
    return download.outcome;
  }

  /** Comes last when the process ends. */
  onApplicationShutdown(): Promise<void> {
    return this.connections.close();
  }
}

/** The path may end with the token of a card, which goes into no message. */
function shownPath({ pathname }: URL): string {
  return pathname.replace(/(\/card\/)[^/]+/, '$1…');
}
