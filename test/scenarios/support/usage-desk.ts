import type { Subscription, World } from '../../support/world.js';

export interface Metered extends Subscription {
  items: { id: string; price: string }[];
}

export interface UsageInvoice {
  total: string;
  lines: { description: string; amount: string; quantity: number; explanation: string }[];
}

export interface UsageProblem {
  code: string;
  detail: string;
  errors: { field: string; message: string }[];
}

const TIERS = [{ up_to: 1000, unit_amount: '0.010' }, { unit_amount: '0.0015' }];
const CALLS = {
  currency: 'KWD',
  interval: 'month',
  model: 'graduated',
  tiers: TIERS,
  usage: { aggregation: 'sum' },
};

/** Sells calls, and tells how many were made. */
export class UsageDesk {
  private keys = 0;

  constructor(private readonly world: World) {}

  /** Nine and a half a month, and calls beside it. The second item is the metered one. */
  async caller(change: object = {}, plan: object = {}): Promise<Metered> {
    const fixed = { currency: 'KWD', interval: 'month', amount: '9.5' };
    const { prices } = await this.world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'API',
      ...plan,
      prices: [fixed, { ...CALLS, ...change }],
    });
    const customer = await this.world.createCustomer();
    const items = prices.map(({ id }) => ({ price: id }));
    const subscription = await this.world.post<Metered>('/v1/subscriptions', {
      customer: customer.id,
      items,
    });
    await this.world.payOnPage(subscription);
    await this.world.rest();
    return subscription;
  }

  record(of: Metered, quantity: number, more: object = {}) {
    return { item: of.items[1]!.id, quantity, key: `key-${++this.keys}`, ...more };
  }

  use(of: Metered, quantity: number, more: object = {}) {
    return this.world.post<{ id: string; duplicate: boolean; period_start: string | null }>(
      `/v1/subscriptions/${of.id}/usage`,
      this.record(of, quantity, more),
    );
  }

  async refuse(of: Metered, quantity: number, more: object = {}) {
    const path = `/v1/subscriptions/${of.id}/usage`;
    const { status, body } = await this.world.call<UsageProblem>(
      'POST',
      path,
      this.record(of, quantity, more),
    );
    return { status, code: body.code, field: body.errors[0]?.field ?? null, detail: body.detail };
  }

  /** The oldest first. */
  async invoices(of: Metered): Promise<UsageInvoice[]> {
    return (
      await this.world.get<{ data: UsageInvoice[] }>(`/v1/invoices?subscription=${of.id}`)
    ).data.reverse();
  }
}

export const linesOf = (invoice: UsageInvoice | undefined) =>
  invoice!.lines.map(({ quantity, amount }) => [quantity, amount]);
