import type { World } from '../../support/world.js';
import { type Invoice, invoicesOf } from './billing.js';

export interface Foretold {
  bills_at: string;
  period_start: string;
  period_end: string;
  subtotal: string;
  discount: string;
  tax: string;
  total: string;
  balance_applied: string;
  amount_due: string;
}

interface Made {
  subtotal: string;
  discount_total: string;
  tax_total: string;
  total: string;
  credit_to_balance: string;
  balance_applied: string;
  amount_due: string;
}

export interface ActPreview {
  status: string;
  effective_at: string;
  amount_due_now: string;
  invoice: Made | null;
  last_invoice: Made | null;
  next_invoices: Foretold[];
  end: { kind: string; at: string; reason: string } | null;
  waits_for_payment: boolean;
}

export interface NewPreview {
  first_step: string;
  amount_due_now: string;
  trial_end: string | null;
  anchor_date: string;
  first_invoice: Foretold | null;
  following_invoice: Foretold | null;
  phases: { after_periods: number; at: string; what: string; invoice: Foretold | null }[];
  end: { kind: string } | null;
}

/** What was foretold of an invoice, as the invoice itself says it. */
export function saidOf(one: Foretold | Made): string[] {
  const discount = 'discount' in one ? one.discount : one.discount_total;
  const tax = 'tax' in one ? one.tax : one.tax_total;
  return [one.subtotal, discount, tax, one.total, one.balance_applied];
}

/** All invoices in their order, in the words of `saidOf`. */
export async function doneOf(world: World): Promise<string[][]> {
  return (await invoicesOf(world)).map((one: Invoice) => saidOf(one));
}

/** Everything that is written down of a merchant, counted: a preview adds nothing to it and changes nothing. */
export async function fingerprint(world: World): Promise<unknown> {
  const tables = [
    'subscriptions',
    'subscription_items',
    'scheduled_changes',
    'agreements',
    'invoices',
    'invoice_lines',
    'charges',
    'attempts',
    'discounts',
    'pending_lines',
    'usage_totals',
    'coupons',
    'customer_balances',
    'customer_balance_entries',
    'ledger_transactions',
    'events',
  ];
  const rows: unknown[] = [];
  for (const table of tables) {
    const sql = `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM ${table} t WHERE merchant_id = $1`;
    rows.push([table, (await world.engine.sql<{ sum: string }>(sql, [world.merchant.id]))[0]!.sum]);
  }
  return rows;
}

/** Asks, and proves that asking changed nothing and called nobody. */
export async function look<T>(world: World, path: string, body: object): Promise<T> {
  const before = await fingerprint(world);
  const seen = await world.post<T>(path, body);
  expect(await fingerprint(world)).toEqual(before);
  return seen;
}

/** An invoice by hand as its preview told it: what is charged now, all amounts, and line by line. */
export async function seenInvoice(world: World, body: object): Promise<{ now: string; made: object }> {
  const said = { currency: 'KWD', ...body };
  type Seen = { amount_due_now: string; due_at: string | null; invoice: Invoice };
  const { amount_due_now: now, due_at, invoice } = await look<Seen>(world, '/v1/invoices/preview', said);
  const { subtotal, tax_total, total, balance_applied, amount_due } = invoice;
  const lines = invoice.lines.map(({ description, amount, total: all }) => ({ description, amount, total: all })); // prettier-ignore
  return { now, made: { due_at, subtotal, tax_total, total, balance_applied, amount_due, lines } };
}
