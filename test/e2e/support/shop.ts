import { randomUUID } from 'node:crypto';
import type { Engine } from '../../support/engine-process.js';
import { type CardEntry, CARDS, payByHttp } from '../../support/hosted-page.js';
import { waitFor } from '../../support/wait.js';

export interface Subscription {
  id: string;
  status: string;
  customer: string;
  card: string | null;
  checkout: { url: string; session_id: string; expires_at: string } | null;
  current_period_end: string | null;
}

export interface Clock {
  id: string;
  status: 'ready' | 'advancing' | 'failed';
  now: string;
  error: string | null;
}

export interface Attempt {
  kind: 'cit' | 'mit';
  status: string;
  settled_by: string | null;
  order_no: string;
}

/** The 31st, at noon in Kuwait: the anchor that every month but seven is too short for. */
export const START = '2027-01-31T09:00:00Z';

/** A SaaS backend that sells one plan, over public HTTP. Survives the engine's restarts. */
export class Shop {
  price = '';
  private clockId = '';

  constructor(readonly engine: Engine) {}

  async open(price: object = { currency: 'KWD', amount: '9.500', interval: 'month' }): Promise<this> {
    const clock = await this.api.post<Clock>('/v1/test-clocks', { now: START });
    this.clockId = clock.id;
    const plan = await this.api.post('/v1/plans', { name: 'Gold', prices: [price] });
    this.price = plan.prices[0].id;
    return this;
  }

  get api() {
    return this.engine.api;
  }

  async newCustomer(language: 'en' | 'ar' = 'ar'): Promise<string> {
    const body = { name: 'نورة الصباح', email: 'noura@example.com', language, time_zone: 'Asia/Kuwait' };
    return (await this.api.post('/v1/customers', body)).id;
  }

  /** The body of a subscription, and the key under which it may be sent again. */
  order(customer: string): { body: object; headers: Record<string, string> } {
    return {
      body: { customer, items: [{ price: this.price }], return_url: `${this.engine.url}/health/live` },
      headers: { 'idempotency-key': randomUUID() },
    };
  }

  async subscribe(customer: string): Promise<Subscription> {
    const { body, headers } = this.order(customer);
    return this.api.post<Subscription>('/v1/subscriptions', body, headers);
  }

  subscription(id: string): Promise<Subscription> {
    return this.api.get<Subscription>(`/v1/subscriptions/${id}`);
  }

  activated(id: string): Promise<Subscription> {
    return waitFor(
      `subscription ${id} to become active with a card`,
      () => this.subscription(id),
      ({ status, card }) => status === 'active' && card !== null,
    );
  }

  /** A customer who has paid once and whose card is on file. */
  async newSubscriber(card: CardEntry = CARDS.approved): Promise<Subscription> {
    const { id, checkout } = await this.subscribe(await this.newCustomer());
    await payByHttp(checkout!.url, card);
    return this.activated(id);
  }

  /** So many at a time as a page can serve without anybody waiting for long. */
  async newSubscribers(count: number): Promise<void> {
    for (let made = 0; made < count; made += 10) {
      await Promise.all(Array.from({ length: Math.min(10, count - made) }, () => this.newSubscriber()));
    }
  }

  /** Attempts of all charges of a subscription, the oldest first. */
  async attempts(subscription: string): Promise<Attempt[]> {
    const { data } = await this.api.get(`/v1/charges?limit=100&subscription=${subscription}`);
    return data.reverse().flatMap((charge: { attempts: Attempt[] }) => charge.attempts);
  }

  async advanceTo(to: string): Promise<Clock> {
    await this.sendClockTo(to);
    return this.clockAtRest();
  }

  /** Sets the goal without waiting. */
  async sendClockTo(to: string): Promise<void> {
    await this.api.post(`/v1/test-clocks/${this.clockId}/advance`, { to });
  }

  async advanceBy({ days = 0, hours = 0, minutes = 0 }): Promise<Clock> {
    const { now } = await this.clock();
    const ms = ((days * 24 + hours) * 60 + minutes) * 60_000;
    return this.advanceTo(new Date(Date.parse(now) + ms).toISOString());
  }

  clock(): Promise<Clock> {
    return this.api.get<Clock>(`/v1/test-clocks/${this.clockId}`);
  }

  async clockAtRest(): Promise<Clock> {
    const clock = await waitFor(
      'the test clock to arrive',
      () => this.clock(),
      ({ status }) => status !== 'advancing',
    );
    if (clock.status === 'failed') throw new Error(`The test clock failed: ${clock.error}`);
    return clock;
  }
}
