import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { Clock } from '../../platform/clock/clock.js';
import { assertOutsideTransaction } from '../../platform/database/unit-of-work.js';
import { Exchange, type HttpOutcome } from './exchange.js';
import { OttuSettings } from './ottu-settings.js';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** A charge gets more patience and a connection of its own. */
  isCharge?: boolean;
}

interface Pools {
  shared: Pool;
  charges: Pool;
}

/** More merchants than this in one process is no design of ours; the oldest pools are closed. */
const MAX_ORIGINS = 2_000;

/**
 * HTTP to Ottu. Retries nothing, follows no redirect, verifies TLS whatever the environment says.
 * A retry below the engine would repeat charges without anybody having decided it.
 */
@Injectable()
export class OttuHttp implements OnApplicationShutdown {
  private readonly pools = new Map<string, Pools>();

  constructor(
    private readonly clock: Clock,
    private readonly settings: OttuSettings,
  ) {}

  /**
   * Sends once and reports what happened as data.
   * @throws when called inside a database transaction, or with a header that HTTP does not allow
   */
  async send(request: HttpRequest): Promise<HttpOutcome> {
    assertOutsideTransaction(`${request.method} ${request.url.pathname}`);
    const { settings } = this;
    const limits = {
      sendWithinMs: request.isCharge ? settings.sendChargeWithinMs : settings.sendWithinMs,
      totalMs: request.isCharge ? settings.chargeTimeoutMs : settings.callTimeoutMs,
      maxBodyBytes: settings.maxBodyBytes,
    };
    const exchange = new Exchange(limits, () => this.clock.monotonicMs());
    const pools = this.poolsOf(request.url.origin);
    (request.isCharge ? pools.charges : pools.shared).dispatch(
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

  /**
   * Comes last when the process ends, and lets calls under way finish for a while: a charge that we cut
   * ourselves would be one more unknown, made by a mere deployment.
   */
  async onApplicationShutdown(): Promise<void> {
    const all = [...this.pools.values()].flatMap((pools) => [pools.shared, pools.charges]);
    this.pools.clear();
    const patience = new AbortController();
    const finished = Promise.all(all.map((pool) => pool.close())).then(() => patience.abort());
    await Promise.race([
      finished,
      sleep(this.settings.shutdownPatienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    await Promise.all(all.map((pool) => pool.destroy()));
  }

  private poolsOf(origin: string): Pools {
    const known = this.pools.get(origin);
    if (known) return known;
    const { connections, sendWithinMs, sendChargeWithinMs, reuseChargeConnectionMs } = this.settings;
    const pools = {
      shared: new Pool(origin, { connections, pipelining: 1, connect: connector(sendWithinMs) }),
      // A connection that was quiet for a while may have been closed by the server a moment ago; a charge
      // written into it is lost without our knowing, and costs its customer a quarter of an hour of fencing.
      charges: new Pool(origin, {
        connections,
        pipelining: 1,
        keepAliveTimeout: reuseChargeConnectionMs,
        keepAliveMaxTimeout: reuseChargeConnectionMs,
        connect: connector(sendChargeWithinMs),
      }),
    };
    this.pools.set(origin, pools);
    if (this.pools.size > MAX_ORIGINS) this.closeOldest();
    return pools;
  }

  private closeOldest(): void {
    const [oldest] = this.pools.entries();
    if (!oldest) return;
    this.pools.delete(oldest[0]);
    // close() lets what is under way finish.
    void Promise.allSettled([oldest[1].shared.close(), oldest[1].charges.close()]);
  }
}

/** Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise switch verification off. */
function connector(timeout: number): { timeout: number; rejectUnauthorized: true } {
  return { timeout, rejectUnauthorized: true };
}
