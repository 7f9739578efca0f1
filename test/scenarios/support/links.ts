import { TEST_CARDS } from '../../../src/simulator/index.js';
import type { World } from '../../support/world.js';

/** What a customer finds who follows a link: an address to go on to, or a page of ours. */
export interface Found {
  status: number;
  location: string | null;
  notice: string | null;
  html: string;
  headers: Headers;
}

/** The invoice of a period of the only subscription; the last one when none is named. */
export async function invoiceId(world: World, period?: number): Promise<string> {
  const rows = await world.engine.sql<{ public_id: string; period_index: number }>(
    `SELECT public_id, period_index FROM invoices WHERE merchant_id = $1 ORDER BY id`,
    [world.merchant.id],
  );
  const row = period === undefined ? rows.at(-1) : rows.find((one) => one.period_index === period);
  return row!.public_id;
}

/** The address at which the invoice can be paid. */
export async function payLink(world: World, invoice?: string): Promise<string> {
  const id = invoice ?? (await invoiceId(world));
  const { url, expires_at } = await world.post<{ url: string; expires_at: string | null }>(
    `/v1/invoices/${id}/pay-link`,
    {},
  );
  expect(expires_at).toBeNull();
  return url;
}

export async function follow(url: string): Promise<Found> {
  const answer = await fetch(url, { redirect: 'manual' });
  const html = await answer.text();
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    notice: /data-notice="(\w+)"/.exec(html)?.[1] ?? null,
    html,
    headers: answer.headers,
  };
}

/** Follows a link that must lead on; where to. */
export async function led(url: string): Promise<string> {
  const { status, location, notice } = await follow(url);
  expect({ status, notice }).toEqual({ status: 303, notice: null });
  return location!;
}

/** Fills the form of a page of the platform; returns when the platform has told the engine. */
export async function payAt(pageUrl: string, card = 'approved_visa', expiry = '12/49'): Promise<void> {
  const form = {
    card_number: TEST_CARDS.find(({ id }) => id === card)!.number,
    card_expiry: expiry,
    card_cvv: '123',
    card_name: 'NOURA ALSABAH',
  };
  const body = new URLSearchParams(form);
  const answer = await fetch(`${pageUrl}/pay`, { method: 'POST', redirect: 'manual', body });
  expect(answer.status).toBe(303);
}

export interface PlatformSession {
  session_id: string;
  order_no: string;
  state: string;
}

/** Every session of the merchant at the platform, the oldest first. */
export async function sessions(world: World): Promise<PlatformSession[]> {
  return (await world.control<{ sessions: PlatformSession[] }>('GET', '/control/state')).sessions;
}

/** Those that somebody could pay this moment. */
export async function payable(world: World): Promise<PlatformSession[]> {
  return (await sessions(world)).filter(({ state }) => ['created', 'pending', 'attempted'].includes(state));
}

/** What became of the attempts, in the order in which they were made. */
export async function tries(world: World): Promise<string[]> {
  const rows = await world.engine.sql<{ kind: string; status: string; surplus: boolean }>(
    `SELECT kind, status, surplus FROM attempts WHERE merchant_id = $1 ORDER BY id`,
    [world.merchant.id],
  );
  return rows.map(({ kind, status, surplus }) => `${kind} ${surplus ? 'surplus' : status}`);
}

/** Events of one type of the merchant, with their data; the oldest first. */
export async function events(world: World, type: string): Promise<Record<string, unknown>[]> {
  const rows = await world.engine.sql<{ data: Record<string, unknown> }>(
    `SELECT data FROM events WHERE merchant_id = $1 AND type = $2 ORDER BY id`,
    [world.merchant.id, type],
  );
  return rows.map(({ data }) => data);
}
