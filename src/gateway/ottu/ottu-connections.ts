import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import { OttuSettings } from './ottu-settings.js';

interface Pools {
  shared: Pool;
  charges: Pool;
}

/** More merchants than this in one process is no design of ours; the oldest pools are closed. */
const MAX_ORIGINS = 2_000;

/** The connections over which requests leave this process. Apart, so that a simulation can carry them itself. */
@Injectable()
export class OttuConnections {
  private readonly pools = new Map<string, Pools>();

  constructor(private readonly settings: OttuSettings) {}

  to(origin: string, isCharge: boolean): Dispatcher {
    const pools = this.poolsOf(origin);
    return isCharge ? pools.charges : pools.shared;
  }

  /**
   * Lets calls under way finish for a while: a charge that we cut ourselves would be one more unknown, made by
   * a mere deployment.
   */
  async close(): Promise<void> {
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
      // written into it is lost without our knowing, and costs its customer an hour of fencing.
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
