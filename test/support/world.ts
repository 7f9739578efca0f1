import { randomUUID } from 'node:crypto';

import { AdvanceTestClocks } from '../../src/modules/auto-debit/use-cases/advance-test-clocks.js';
import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { CreateApiKey, CreateMerchant, type Merchant } from '../../src/modules/merchants/index.js';
import { createSimulator, type Simulator, TEST_CARDS } from '../../src/simulator/index.js';
import { unlikePromised } from './event-shapes.js';
import type { InProcessEngine } from './in-process-engine.js';

export interface Customer {
  id: string;
}

export interface Subscription {
  id: string;
  status: string;
  customer: string;
  current_period_start: string | null;
  current_period_end: string | null;
  next_bill_at: string | null;
  trial_end: string | null;
  cancel_pending: boolean;
  quarantine_reason: string | null;
  card: string | null;
  checkout: { url: string; session_id: string; expires_at: string } | null;
}

export interface PlanInput {
  amount?: string;
  currency?: string;
  interval?: 'day' | 'week' | 'month' | 'year';
  count?: number;
  trialDays?: number;
}

export interface SubscriberInput extends PlanInput {
  /** By the simulator's name for it. */
  card?: string;
  cvv?: string;
  timeZone?: string;
}

interface Answer<T> {
  status: number;
  body: T;
}

/** More rounds than this at one instant means that something is due again as soon as it is done. */
const MOST_ROUNDS = 200;
const ROUTED = ['KWD', 'JPY', 'USD', 'SAR', 'EGP'];

/**
 * One merchant with its own simulated platform and its own clock, which stands still until the test moves
 * it. Several worlds share one engine, as merchants do.
 */
export class World {
  private constructor(
    readonly engine: InProcessEngine,
    readonly simulator: Simulator,
    readonly merchant: Merchant,
    readonly key: string,
    private readonly clockId: string,
  ) {}

  /** `now` is where the clocks of merchant and platform begin. */
  static async begin(engine: InProcessEngine, now: string): Promise<World> {
    engine.errors.length = 0;
    const simulator = await createSimulator({
      seed: 'scenario',
      startTime: now,
      frozen: true,
      // Silence is told by hanging up; nobody has to wait for it in real time.
      settings: { hang_seconds: 0.01 },
    });
    const ottuBaseUrl = await simulator.listen(0);
    const merchant = await engine.get(CreateMerchant).execute({
      name: 'Gulf Fitness',
      mode: 'sandbox',
      timeZone: 'Asia/Kuwait',
      ottuBaseUrl,
      isSimulator: true,
      credentials: { kind: 'api_key', apiKey: 'sim_ottu_api_key' },
      hmacKey: 'sim_ottu_hmac_key',
      routing: Object.fromEntries(ROUTED.map((currency) => [currency, 'credit-card'])),
    });
    const { text } = await engine.get(CreateApiKey).execute(merchant.id, { name: 'test', scopes: ['admin'] });
    const world = new World(engine, simulator, merchant, text, '');
    const clock = await world.post<{ id: string }>('/v1/test-clocks', { now });
    return new World(engine, simulator, merchant, text, clock.id);
  }

  /** Whatever the story was about, its events hold what is promised about them. */
  async end(): Promise<void> {
    await this.simulator.close();
    expect(await unlikePromised(this.engine, this.merchant.id)).toEqual([]);
  }

  async now(): Promise<Date> {
    return new Date((await this.get<{ now: string }>(`/v1/test-clocks/${this.clockId}`)).now);
  }
  /** Through everything that is due on the way, at most two years at a time. */
  async advanceTo(to: string | Date): Promise<void> {
    const target = new Date(to).toISOString();
    await this.post(`/v1/test-clocks/${this.clockId}/advance`, { to: target });
    await this.engine.get(AdvanceTestClocks).execute(() => false);
    const clock = await this.get<object>(`/v1/test-clocks/${this.clockId}`);
    expect(clock).toMatchObject({ status: 'ready', now: target, error: null });
  }

  async advanceBy(step: { days?: number; hours?: number; minutes?: number }): Promise<void> {
    const { days = 0, hours = 0, minutes = 0 } = step;
    const ms = ((days * 24 + hours) * 60 + minutes) * 60_000;
    await this.advanceTo(new Date((await this.now()).getTime() + ms));
  }

  /** As after a downtime: it is suddenly later, and nothing was done on the way. */
  async jumpTo(to: string): Promise<void> {
    await this.control('POST', '/control/clock', { now: to, frozen: true });
    await this.engine.sql(`UPDATE test_clocks SET now = $2 WHERE merchant_id = $1`, [this.merchant.id, to]);
  }

  /** One round of everything that is due now; how much there was to do. */
  async round(engine = this.engine): Promise<number> {
    return engine.get(RunDue).round({ kind: 'test_clock', merchantId: this.merchant.id }, await this.now());
  }

  /** Lets all happen that is due at this moment. */
  async rest(): Promise<void> {
    const [runDue, now] = [this.engine.get(RunDue), await this.now()];
    for (let round = 0; round < MOST_ROUNDS; round++)
      if ((await runDue.roundOf(this.merchant.id, now)).done === 0) return;
    throw new Error('Work at one instant does not come to rest');
  }

  async createPrice(input: PlanInput = {}): Promise<string> {
    const { currency = 'KWD', amount = '9.500', interval = 'month', count = 1, trialDays = 0 } = input;
    const plan = await this.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Pro',
      trial_days: trialDays,
      prices: [{ currency, amount, interval, interval_count: count }],
    });
    return plan.prices[0]!.id;
  }

  createCustomer(timeZone = 'Asia/Kuwait'): Promise<Customer> {
    const body = { name: 'نورة الصباح', email: 'noura@example.com', language: 'ar', time_zone: timeZone };
    return this.post<Customer>('/v1/customers', body);
  }

  subscribe(customer: Customer, price: string): Promise<Subscription> {
    return this.post<Subscription>('/v1/subscriptions', { customer: customer.id, items: [{ price }] });
  }

  /** A subscription whose customer has been to the hosted page, at rest. */
  async subscriber(input: SubscriberInput = {}): Promise<Subscription> {
    const customer = await this.createCustomer(input.timeZone);
    const subscription = await this.subscribe(customer, await this.createPrice(input));
    await this.payOnPage(subscription, input.card, input.cvv);
    await this.rest();
    return this.subscription(subscription.id);
  }

  subscription(id: string): Promise<Subscription> {
    return this.get<Subscription>(`/v1/subscriptions/${id}`);
  }

  async access(customer: string): Promise<string> {
    return (await this.get<{ access: string }>(`/v1/customers/${customer}/access`)).access;
  }

  cancel(id: string, when: 'now' | 'period_end'): Promise<Subscription> {
    return this.post<Subscription>(`/v1/subscriptions/${id}/cancel`, { when });
  }

  async timeline(id: string): Promise<string[]> {
    const { data } = await this.get<{ data: { type: string }[] }>(`/v1/subscriptions/${id}/timeline`);
    return data.map((event) => event.type);
  }

  /** Fills the form of the hosted page; returns when the platform has told the engine. */
  async payOnPage(subscription: Subscription, card = 'approved_visa', cvv = '123'): Promise<void> {
    const form = {
      card_number: TEST_CARDS.find(({ id }) => id === card)!.number,
      card_expiry: '12/49',
      card_cvv: cvv,
      card_name: 'NOURA ALSABAH',
    };
    const url = `${subscription.checkout!.url}/pay`;
    const answer = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
    expect(answer.status).toBe(303);
  }

  /** `match` and `action` as docs/simulator.md describes them. */
  async fault(
    match: object,
    action: object,
    more: { times?: number | null; skip?: number } = {},
  ): Promise<void> {
    await this.control('POST', '/control/faults', { match, action, ...more });
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.simulator.url}/control/faults`, { method: 'DELETE' });
  }

  async setPlatform(settings: object): Promise<void> {
    await this.control('PUT', '/control/merchant', settings);
  }

  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    return must(await this.send<T>(method, this.simulator.url + path, body));
  }

  async get<T>(path: string): Promise<T> {
    return must(await this.call<T>('GET', path));
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return must(await this.call<T>('POST', path, body));
  }

  /** Also for what is refused. */
  async call<T>(method: string, path: string, body?: unknown, repeatKey?: string): Promise<Answer<T>> {
    const headers = { authorization: `Bearer ${this.key}`, 'idempotency-key': repeatKey ?? randomUUID() };
    return this.send<T>(method, (await this.engine.app.getUrl()) + path, body, headers);
  }

  private async send<T>(
    method: string,
    url: string,
    body?: unknown,
    headers: object = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }
}

function must<T>({ status, body }: Answer<T>): T {
  if (status >= 200 && status < 300) return body;
  throw new Error(`HTTP ${status}: ${JSON.stringify(body)}`);
}
