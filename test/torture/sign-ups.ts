import type { Cluster } from './cluster.js';
import type { Chance } from '../support/chance.js';
import type { Shop } from './shop.js';

const AT_ONCE = 6;

/** Keeps so many subscriptions alive: what declines and cancels take away, new customers replace. */
export class SignUps {
  private readonly running = new Set<Promise<void>>();
  private isOver = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly shops: readonly Shop[],
    private readonly wanted: number,
    private readonly chance: Chance,
  ) {}

  /** So many, now. */
  async fill(n: number): Promise<void> {
    for (let left = n; left > 0;) {
      while (this.running.size < AT_ONCE && left-- > 0)
        this.start(() => this.chance.pick(this.shops).signUp());
      await Promise.race(this.running);
    }
    await Promise.all(this.running);
  }

  /** Does not wait: whoever signs up may need a while, with nobody there to answer. */
  lookAfter(): void {
    if (this.isOver || this.running.size >= AT_ONCE) return;
    this.start(() => this.replace());
    if (this.chance.happens(0.1)) this.start(() => this.cancelOne());
    if (this.chance.happens(0.15)) this.start(() => this.refundOne());
    if (this.chance.happens(0.1)) this.start(() => this.changeOneCard());
    if (this.chance.happens(0.1)) this.start(() => this.syncOneCustomer());
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  private start(work: () => Promise<void>): void {
    const run = work()
      .catch(() => undefined)
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async replace(): Promise<void> {
    const [row] = await this.cluster.query<{ alive: bigint }>(
      `SELECT count(*) AS alive FROM subscriptions WHERE status IN ('incomplete', 'active', 'past_due')`,
    );
    if (Number(row!.alive) < this.wanted) await this.chance.pick(this.shops).signUp();
  }

  private async cancelOne(): Promise<void> {
    const shop = this.chance.pick(this.shops);
    const [row] = await this.cluster.query<{ public_id: string }>(
      `SELECT s.public_id FROM subscriptions s JOIN merchants m ON m.id = s.merchant_id
       WHERE m.public_id = $1 AND s.status IN ('active', 'past_due') ORDER BY random() LIMIT 1`,
      [shop.merchantId],
    );
    if (row) await shop.cancel(row.public_id);
  }

  private async refundOne(): Promise<void> {
    const shop = this.chance.pick(this.shops);
    const [row] = await this.cluster.query<{ public_id: string; currency: string }>(
      `SELECT c.public_id, c.currency FROM charges c JOIN merchants m ON m.id = c.merchant_id
       WHERE m.public_id = $1 AND c.status = 'succeeded' ORDER BY random() LIMIT 1`,
      [shop.merchantId],
    );
    if (row) await shop.refund(row.public_id, row.currency);
  }

  private async changeOneCard(): Promise<void> {
    const shop = this.chance.pick(this.shops);
    const row = await this.oneAlive(shop);
    if (row) await shop.changeCard(row.customer, row.subscription);
  }

  private async syncOneCustomer(): Promise<void> {
    const shop = this.chance.pick(this.shops);
    const row = await this.oneAlive(shop);
    if (row) await shop.syncCards(row.customer);
  }

  private async oneAlive(shop: Shop): Promise<{ customer: string; subscription: string } | undefined> {
    const [row] = await this.cluster.query<{ customer: string; subscription: string }>(
      `SELECT c.public_id AS customer, s.public_id AS subscription
       FROM subscriptions s JOIN merchants m ON m.id = s.merchant_id
       JOIN customers c ON c.merchant_id = s.merchant_id AND c.id = s.customer_id
       WHERE m.public_id = $1 AND s.status IN ('active', 'past_due') ORDER BY random() LIMIT 1`,
      [shop.merchantId],
    );
    return row;
  }
}
