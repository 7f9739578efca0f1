import type { Subscription, World } from '../../support/world.js';

export interface InvoiceLine {
  id: string;
  kind: string;
  description: string;
  amount: string;
  discount: string;
  discounts: { coupon: string; name: string; amount: string }[];
  tax: string;
  total: string;
  explanation: string;
}

export interface Invoice {
  id: string;
  number: string | null;
  kind: string;
  status: string;
  subscription: string;
  subtotal: string;
  discount_total: string;
  tax_total: string;
  total: string;
  credited: string;
  credit_notes_total: string;
  credit_to_balance: string;
  balance_applied: string;
  amount_paid: string;
  amount_due: string;
  lines: InvoiceLine[];
}

export interface Problem {
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

/** All invoices of the merchant, the oldest first. */
export async function invoicesOf(world: World): Promise<Invoice[]> {
  return (await world.get<{ data: Invoice[] }>('/v1/invoices?limit=100')).data.reverse();
}

/** Their totals, the oldest first. */
export async function totals(world: World): Promise<string[]> {
  return (await invoicesOf(world)).map(({ total }) => total);
}

export function createCoupon(world: World, over: object): Promise<{ id: string; code: string }> {
  return world.post('/v1/coupons', { code: 'TEN', name: 'Ten', duration: 'once', ...over });
}

export interface Order {
  prices: string[];
  customer?: object;
  coupons?: string[];
}

/** A subscription with more in it than a price, whose customer has paid on the hosted page. */
export async function order(world: World, { prices, customer = {}, coupons }: Order): Promise<Subscription> {
  const who = { name: 'Noura', email: 'noura@example.com', ...customer };
  const { id } = await world.post<{ id: string }>('/v1/customers', who);
  const items = prices.map((price) => ({ price }));
  const body = { customer: id, items, ...(coupons && { coupons }) };
  const subscription = await world.post<Subscription>('/v1/subscriptions', body);
  await world.payOnPage(subscription);
  await world.rest();
  return world.subscription(subscription.id);
}
