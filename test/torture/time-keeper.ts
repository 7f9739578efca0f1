import { setTimeout as sleep } from 'node:timers/promises';
import { ATTEMPT_STATES_IN_DOUBT } from '../../src/domain/charge/attempt-states.js';
import { listOf } from '../../src/platform/database/conditions.js';
import type { Cluster } from './cluster.js';
import type { Shop } from './shop.js';

const HOUR_MS = 3_600_000;

interface Clock {
  now: string;
  status: 'ready' | 'advancing' | 'failed';
}

/**
 * Makes time pass. Some merchants are walked: their clock is told over the API where to go and stops at every
 * instant at which something is due, in one worker. The others jump: it is suddenly later, everything that
 * fell due meanwhile is due at once, and all workers rush at it, as they do in production.
 */
export class TimeKeeper {
  constructor(
    private readonly cluster: Cluster,
    private readonly shops: readonly Shop[],
    public now: Date,
  ) {}

  /** Moves all merchants on; one that is still on its way from before is left to arrive. */
  async pass(ms: number, patienceMs: number): Promise<void> {
    this.now = new Date(this.now.getTime() + ms);
    await Promise.all(this.shops.map((shop) => this.move(shop, patienceMs).catch(() => undefined)));
  }

  /** Lets the engine catch up: time that runs away from it would only find out that it is slow. */
  async wait(most: number, patienceMs: number): Promise<void> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
      if ((await this.due()) <= most) return;
    }
  }

  /** Until nothing more is due at this instant, or nothing that a worker could take. False when that takes too long. */
  async settle(patienceMs: number, what: 'takeable' | 'all' = 'takeable'): Promise<boolean> {
    const end = Date.now() + patienceMs;
    for (let quiet = 0; Date.now() < end; await sleep(150)) {
      quiet = (await this.due(what)) === 0 ? quiet + 1 : 0;
      // Twice, because what is in a worker's hands at the moment of looking may leave something due.
      if (quiet === 2) return true;
    }
    return false;
  }

  /**
   * How much is due now, over all merchants; what waits behind an older charge is not, nor a last step while
   * other money is in doubt, nor what is asked about
   * later, nor what a breaker or a budget keeps until a later time. What is `takeable` is less: a webhook has a settled
   * payment looked at again, and whoever charged it keeps it until the lease is over, a third of a minute of real time.
   */
  async due(what: 'takeable' | 'all' = 'all'): Promise<number> {
    const [row] = await this.cluster.query<{ due: bigint }>(
      `SELECT (SELECT count(*) FROM subscriptions s JOIN test_clocks t USING (merchant_id)
                WHERE s.next_bill_at <= t.now AND s.quarantined_at IS NULL)
            + (SELECT count(*) FROM charges c JOIN test_clocks t USING (merchant_id)
                WHERE c.next_action_at <= t.now
                  AND NOT (c.next_action = 'final' AND EXISTS (
                    SELECT 1 FROM attempts a WHERE a.merchant_id = c.merchant_id
                      AND a.subscription_id = c.subscription_id
                      AND a.status IN (${listOf(ATTEMPT_STATES_IN_DOUBT)})))
                  AND NOT EXISTS (SELECT 1 FROM gateway_breakers b
                    WHERE b.merchant_id = c.merchant_id AND b.until > t.now)
                  AND NOT EXISTS (SELECT 1 FROM request_budgets q
                    WHERE q.merchant_id = c.merchant_id AND q.charges_wait_until > t.now)
                  AND NOT EXISTS (
                  SELECT 1 FROM charges o WHERE o.merchant_id = c.merchant_id AND o.subscription_id = c.subscription_id
                    AND o.id < c.id AND (o.status = 'processing' OR o.next_action_at <= t.now)))
            + (SELECT count(*) FROM attempts a JOIN test_clocks t USING (merchant_id)
                WHERE (a.next_check_at <= t.now AND (a.lease_until <= clock_timestamp() OR $1))
                  OR (a.status IN ('prepared', 'sent') AND a.lease_until > clock_timestamp()))
            + (SELECT count(*) FROM test_clocks WHERE status <> 'ready') AS due`,
      [what === 'all'],
    );
    return Number(row!.due);
  }

  private async move(shop: Shop, patienceMs: number): Promise<void> {
    if (shop.isWalked) return this.walk(shop, patienceMs);
    await shop.platform.moveTo(this.now);
    await this.cluster.query(
      `UPDATE test_clocks SET now = $2 WHERE public_id = $1 AND status = 'ready' AND now < $2`,
      [shop.clockId, this.now],
    );
  }

  private async walk(shop: Shop, patienceMs: number): Promise<void> {
    const path = `/v1/test-clocks/${shop.clockId}`;
    const clock = await shop.api.get<Clock>(path);
    if (clock.status !== 'advancing' && new Date(clock.now) < this.now) {
      await shop.api.post(`${path}/advance`, { to: this.now.toISOString() });
    }
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
      if ((await shop.api.get<Clock>(path)).status !== 'advancing') return;
    }
  }
}

/** Mostly hours, sometimes minutes, in which fences and first questions lie. */
export const STEPS_MS = [0.1, 0.35, 1.1, 3, 6, 12, 24].map((hours) => hours * HOUR_MS);
export const DAY_MS = 24 * HOUR_MS;
