import { TEST_CARDS } from '../../src/simulator/index.js';
import type { Chance } from '../support/chance.js';
import type { Front } from './front.js';
import type { Platform } from './platform.js';
import type { Scheduler } from './scheduler.js';
import type { Price, Swarm } from './swarm.js';

const MOST_TRIES = 40;
/** Less than half of any price. */
const PART: Record<string, string> = { KWD: '1.500', USD: '2.50', JPY: '300', SAR: '20.00' };
const DAY_MS = 86_400_000;

interface Sold {
  id: string;
  next_bill_at: string | null;
  status: string;
  checkout: { url: string } | null;
}

interface Paid {
  id: string;
  currency: string;
}

/** One merchant's backend and its customers with their browsers. */
export class Shop {
  private prices: { id: string; price: Price }[] = [];
  private number = 0;

  constructor(
    readonly merchantId: string,
    readonly platform: Platform,
    private readonly key: string,
    private readonly front: Front,
    private readonly scheduler: Scheduler,
    private readonly swarm: Swarm,
    private readonly chance: Chance,
  ) {}

  async open(): Promise<void> {
    for (const price of this.swarm.prices) {
      const { trialDays, ...terms } = price;
      const body = { name: 'Pro', trial_days: trialDays, prices: [terms] };
      const plan = await this.insist<{ prices: { id: string }[] }>('/v1/plans', body);
      this.prices.push({ id: plan!.prices[0]!.id, price });
    }
  }

  /** A customer comes, subscribes, mostly pays, and perhaps leaves again some day. */
  async serve(until: number): Promise<void> {
    const zone = this.chance.pick(this.swarm.timeZones);
    const person = { name: 'Noura Alsabah', email: 'noura@example.com', language: 'ar', time_zone: zone };
    const customer = await this.insist<{ id: string }>('/v1/customers', person);
    if (customer === null) return;
    const items = [{ price: this.chance.pick(this.prices).id }];
    const sold = await this.insist<Sold>('/v1/subscriptions', { customer: customer.id, items });
    if (sold === null || sold.checkout === null || this.chance.happens(0.04)) return;
    await this.pay(sold.checkout.url);
    await Promise.all([
      this.chance.happens(this.swarm.cancels) && this.cancel(sold.id, until),
      this.chance.happens(this.swarm.refunds) && this.refund(sold.id, until),
    ]);
  }

  /** Any answer; throws when the connection breaks. */
  ask(method: string, path: string, body?: object, key?: string) {
    const headers = {
      authorization: `Bearer ${this.key}`,
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    return this.front.call(method, path, body && JSON.stringify(body), headers);
  }

  /** The same request with the same key until it is answered: what a careful backend does. Null when refused. */
  async insist<T>(path: string, body: object): Promise<T | null> {
    const key = `${path}-${++this.number}`;
    for (let i = 0; i < MOST_TRIES; i++) {
      const answer = await this.ask('POST', path, body, key).catch(() => null);
      if (answer && answer.status < 300) return answer.body as T;
      if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 429) return null;
      await this.scheduler.sleep(this.chance.whole(2_000, 90_000), 'tries again');
    }
    return null;
  }

  private async pay(url: string): Promise<void> {
    await this.scheduler.sleep(this.chance.whole(5_000, 600_000), 'types the card');
    const id = this.chance.pick(this.swarm.cards);
    const cvv = String(this.chance.whole(101, 104));
    const { number } = TEST_CARDS.find((card) => card.id === id)!;
    await this.scheduler.step(`pays with ${id}`, async () => {
      await this.platform.show(this.scheduler.now);
      await this.platform.pay(url, number, cvv);
    });
  }

  /** At any time, or seconds after a period began, when its charge is under way. */
  private async cancel(id: string, until: number): Promise<void> {
    const left = until - this.scheduler.now;
    if (left < DAY_MS) return;
    await this.scheduler.sleep(this.chance.whole(0, left), 'thinks of leaving');
    if (this.chance.happens(0.5)) {
      const seen = await this.ask('GET', `/v1/subscriptions/${id}`).catch(() => null);
      const billed =
        Date.parse((seen?.body as Sold | undefined)?.next_bill_at ?? '') + this.chance.whole(0, 90_000);
      if (billed > until) return;
      if (billed > this.scheduler.now) await this.scheduler.sleep(billed - this.scheduler.now, 'leaves');
    }
    await this.ask('POST', `/v1/subscriptions/${id}/cancel`, {
      when: this.chance.pick(['now', 'period_end']),
    }).catch(() => undefined);
  }

  /** Of one payment all or a part; two who do not know of each other may ask for more than there is. */
  private async refund(subscription: string, until: number): Promise<void> {
    const left = until - this.scheduler.now;
    if (left < DAY_MS) return;
    await this.scheduler.sleep(this.chance.whole(0, left), 'wants money back');
    const path = `/v1/charges?subscription=${subscription}&status=succeeded`;
    const seen = await this.ask('GET', path).catch(() => null);
    const charges = seen?.status === 200 ? (seen.body as { data: Paid[] }).data : [];
    if (charges.length === 0) return;
    const { id, currency } = this.chance.pick(charges);
    const amounts = Array.from({ length: this.chance.happens(0.4) ? 2 : 1 }, () =>
      this.chance.happens(0.5) ? {} : { amount: PART[currency] },
    );
    await Promise.all(amounts.map((body) => this.insist(`/v1/charges/${id}/refund`, body)));
  }
}
