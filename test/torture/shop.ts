import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from '../support/api-client.js';
import { payByHttp } from '../support/hosted-page.js';
import type { Platform } from './platform.js';
import type { Chance } from '../support/chance.js';

/** Intervals of a few days: many renewals, and room for a retry between two of them. */
const PRICES = [
  { currency: 'KWD', amount: '9.500', interval: 'day', interval_count: 1 },
  { currency: 'KWD', amount: '12.345', interval: 'day', interval_count: 2 },
  { currency: 'USD', amount: '19.99', interval: 'day', interval_count: 3 },
  { currency: 'JPY', amount: '1500', interval: 'week', interval_count: 1 },
];
const CARDS = ['4111111111111111', '5555555555554444', '4242424242424242'];
/** Less than half of any price. */
const PART: Record<string, string> = { KWD: '1.500', USD: '2.50', JPY: '300' };
const TRIES = 40;

/** A merchant's backend, and its customers with their browsers. */
export class Shop {
  /** Customers who came to the hosted page and typed a card. */
  paid = 0;
  private prices: string[] = [];
  private customers: string[] = [];
  private number = 0;

  constructor(
    readonly merchantId: string,
    readonly clockId: string,
    readonly isWalked: boolean,
    readonly platform: Platform,
    readonly api: Api,
    private readonly chance: Chance,
  ) {}

  /** Before anything is disturbed. */
  async open(): Promise<void> {
    // Here the clock runs away from the engine on purpose, and nobody is there to let held charges go.
    const { status, body } = await this.api.send('PATCH', '/v1/merchant', {
      mass_charge_minimum: 100_000_000,
      most_periods_behind: 366,
      most_days_behind: 366,
    });
    if (status !== 200) throw new Error(`The safeguards were not set: ${status} ${JSON.stringify(body)}`);
    const plan = await this.api.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Torture',
      prices: PRICES,
    });
    this.prices = plan.prices.map(({ id }) => id);
  }

  /** One more subscription; gives up quietly when everything is broken, as a customer would. */
  async signUp(): Promise<void> {
    const n = ++this.number;
    const customer = await this.customer(n);
    if (customer === null) return;
    const body = { customer, items: [{ price: this.chance.pick(this.prices) }] };
    const created = await this.insist<{ checkout: { url: string } | null }>(
      '/v1/subscriptions',
      body,
      `subscription-${n}`,
    );
    if (!created?.checkout || this.chance.happens(0.05)) return;
    // The page may say that it failed and have taken the money all the same.
    await payByHttp(created.checkout.url, { number: this.chance.pick(CARDS) }).catch(() => undefined);
    this.paid++;
  }

  /** Sometimes a subscription is canceled while its payment is on the way. */
  async cancel(subscription: string): Promise<void> {
    const when = this.chance.pick(['now', 'period_end']);
    await this.api.send('POST', `/v1/subscriptions/${subscription}/cancel`, { when }).catch(() => undefined);
  }

  /** All of a payment, or a part; two at once ask for more than there is. */
  async refund(charge: string, currency: string): Promise<void> {
    const body = this.chance.happens(0.5) ? {} : { amount: PART[currency] };
    await this.insist(`/v1/charges/${charge}/refund`, body, `refund-${charge}-${this.chance.whole(1, 2)}`);
  }

  /** Another card for a subscription, on the hosted page. */
  async changeCard(customer: string, subscription: string): Promise<void> {
    const path = `/v1/customers/${customer}/cards/setup`;
    const page = await this.insist<{ url: string }>(path, { subscription }, `card-${++this.number}`);
    if (page) await payByHttp(page.url, { number: this.chance.pick(CARDS) }).catch(() => undefined);
  }

  /** The cards that Ottu has, asked for now; also while one of them is being charged or replaced. */
  async syncCards(customer: string): Promise<void> {
    await this.api.send('POST', `/v1/customers/${customer}/cards/sync`, {}).catch(() => undefined);
  }

  private async customer(n: number): Promise<string | null> {
    if (this.customers.length > 0 && this.chance.happens(0.2)) return this.chance.pick(this.customers);
    const body = {
      name: `Customer ${n}`,
      email: `customer-${n}@example.com`,
      language: 'en',
      time_zone: 'Asia/Kuwait',
    };
    const created = await this.insist<{ id: string }>('/v1/customers', body, `customer-${n}`);
    if (created) this.customers.push(created.id);
    return created?.id ?? null;
  }

  /** The same request with the same key until it is answered: what a careful backend does. */
  private async insist<T>(path: string, body: object, key: string): Promise<T | null> {
    for (let i = 0; i < TRIES; i++) {
      try {
        const answer = await this.api.send('POST', path, body, { 'idempotency-key': key });
        if (answer.status >= 200 && answer.status < 300) return answer.body as T;
        if (answer.status < 500 && answer.status !== 409 && answer.status !== 429) return null;
      } catch {
        // Nobody listens, or the process died while answering.
      }
      await sleep(250);
    }
    return null;
  }
}
