import { Api, waitFor } from './http.js';

export interface Charge {
  id: string;
  status: string;
  amount: string;
  currency: string;
  invoice: string;
  attempts: {
    number: number;
    kind: string;
    status: string;
    surplus: boolean;
    order_no: string;
    settled_by: string | null;
    sent_at: string | null;
    resolved_at: string | null;
  }[];
}

export interface Invoice {
  id: string;
  number: string | null;
  status: string;
  total: string;
  currency: string;
  period_start: string;
  period_end: string;
}

interface List<T> {
  data: T[];
  next_cursor: string | null;
}

interface Clock {
  id: string;
  now: string;
  status: string;
  error: string | null;
}

/** The months of the story, counted from the first payment. */
export const RENEWALS = 14;
const LOST_ANSWER_AT = 6;
/** Approved on the page; the CVV makes one later charge decline, then approved again. */
const DECLINES_ONCE = { number: '4000000000000341', cvv: '101' };

type Say = (line: string) => void;

/** A subscription's life over public HTTP: everything a SaaS backend, a customer and the clock would do. */
export class Story {
  customer = '';
  subscription = '';
  private clock!: Clock;

  constructor(
    private readonly api: Api,
    private readonly simulator: Api,
    private readonly say: Say,
  ) {}

  async tell(): Promise<void> {
    await this.startClock();
    await this.subscribe();
    await this.pay();
    await this.renew();
  }

  private async startClock(): Promise<void> {
    const existing = await this.api.get<List<Clock>>('/v1/test-clocks');
    const now = '2027-01-31T09:00:00Z';
    this.clock = existing.data[0] ?? (await this.api.post<Clock>('/v1/test-clocks', { name: 'demo', now }));
    await this.clockReady();
    if (!/-31T/.test(this.clock.now)) await this.advanceTo(nextThirtyFirst(this.clock.now));
    this.say(`The test clock stands at ${this.clock.now}`);
  }

  private async subscribe(): Promise<void> {
    const plan = await this.api.post<{ name: string; prices: { id: string }[] }>('/v1/plans', {
      name: 'Pro',
      prices: [{ currency: 'KWD', amount: '9.500', interval: 'month' }],
    });
    const customer = await this.api.post<{ id: string }>('/v1/customers', {
      name: 'نورة الصباح',
      email: 'noura@example.com',
      language: 'ar',
      time_zone: 'Asia/Kuwait',
    });
    this.customer = customer.id;
    const subscription = await this.api.post<{ id: string; status: string; checkout: { url: string } }>(
      '/v1/subscriptions',
      {
        customer: customer.id,
        items: [{ price: plan.prices[0]!.id }],
        return_url: `${this.api.url}/health/live`,
      },
      { 'idempotency-key': `demo-${customer.id}` },
    );
    this.subscription = subscription.id;
    this.say(`Plan Pro, 9.500 KWD a month; ${subscription.id} is ${subscription.status}`);
    this.say(`The customer pays at ${subscription.checkout.url}`);
    await this.simulator.post('/control/faults', {
      match: { endpoint: 'webhook', customer_id: this.customer },
      action: { type: 'duplicate', n: 1 },
    });
    await this.fillForm(subscription.checkout.url);
  }

  /** What a browser does on the hosted page. */
  private async fillForm(url: string): Promise<void> {
    const page = await (await fetch(url)).text();
    const pgCode = /name="pg_code" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const answer = await fetch(`${url.split('?')[0]}/pay`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        card_number: DECLINES_ONCE.number,
        card_expiry: '12/34',
        card_cvv: DECLINES_ONCE.cvv,
        card_name: 'NOURA ALSABAH',
        pg_code: pgCode,
      }),
    });
    if (answer.status !== 303) throw new Error(`The hosted page answered ${answer.status}`);
  }

  private async pay(): Promise<void> {
    await waitFor(
      'the subscription to become active',
      () => this.api.get<{ status: string }>(`/v1/subscriptions/${this.subscription}`),
      ({ status }) => status === 'active',
    );
    this.say('Paid once on the page (its webhook came twice); the subscription is active');
  }

  private async renew(): Promise<void> {
    await this.simulator.post('/control/faults', {
      match: { endpoint: 'auto_debit', customer_id: this.customer },
      action: { type: 'drop_after' },
      // The declined charge and its retry come before.
      skip: LOST_ANSWER_AT,
    });
    const start = new Date(this.clock.now);
    for (let month = 1; month <= RENEWALS; month++) {
      // A day after each renewal, so that retries and questions of the month before have had their time.
      const to = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month + 1, 5, 9));
      await this.advanceTo(to.toISOString());
    }
  }

  private async advanceTo(to: string): Promise<void> {
    await this.api.post(`/v1/test-clocks/${this.clock.id}/advance`, { to });
    await this.clockReady();
  }

  private async clockReady(): Promise<void> {
    const read = () => this.api.get<Clock>(`/v1/test-clocks/${this.clock.id}`);
    this.clock = await waitFor('the test clock', read, ({ status }) => status !== 'advancing');
    if (this.clock.status === 'failed') throw new Error(`The test clock failed: ${this.clock.error}`);
  }

  invoices(): Promise<Invoice[]> {
    return this.all<Invoice>('/v1/invoices');
  }

  charges(): Promise<Charge[]> {
    return this.all<Charge>('/v1/charges');
  }

  /** Oldest first. */
  private async all<T>(path: string): Promise<T[]> {
    const { data } = await this.api.get<List<T>>(`${path}?limit=100&subscription=${this.subscription}`);
    return data.reverse();
  }
}

function nextThirtyFirst(from: string): string {
  const at = new Date(from);
  for (let day = 1; ; day++) {
    const next = new Date(at.getTime() + day * 86_400_000);
    if (next.getUTCDate() === 31) return next.toISOString();
  }
}
