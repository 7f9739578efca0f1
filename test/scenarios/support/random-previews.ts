import type { World } from '../../support/world.js';
import type { Invoice } from './billing.js';
import { type ChangeInvoice, type Standing, standing } from './life.js';
import type { ActPreview, Foretold } from './previews.js';
import { saidOf } from './previews.js';

export interface Answer<T> {
  status: number;
  body: T;
}

export type Periodic = Invoice & { period_start: string; period_end: string };

export type ForetoldWithLines = Foretold & Pick<ChangeInvoice, 'lines'>;

interface Refusal {
  code: string;
  detail: string;
  errors: object[];
}

interface PhasesPreview {
  phases: { at: string; what: string; invoice: ForetoldWithLines | null }[];
  next_invoices: ForetoldWithLines[];
  end: ActPreview['end'];
}

type Seen = Omit<ActPreview, 'next_invoices'> & PhasesPreview;

/** What is to come, as a preview told it, for as long as nothing more is done. */
export interface Told {
  invoices: ChangeInvoice[];
  end: ActPreview['end'];
}

export async function invoicesOfLife(world: World, id: string): Promise<Periodic[]> {
  return (await world.get<{ data: Periodic[] }>(`/v1/invoices?subscription=${id}&limit=100`)).data;
}

/** What may be done to a subscription: by a POST of its name, with the preview beneath it, unless it says otherwise. */
export interface Act {
  what: string;
  body: object;
  method?: 'POST' | 'PUT' | 'DELETE';
  path?: string;
  look?: string;
}

/**
 * An act is looked at before it is done. It is then refused in the same words, or what it makes at once is what was told;
 * what is still to come is given back, to be compared when it is there.
 */
export async function lookThenDo(
  world: World,
  id: string,
  act: Act,
): Promise<{ made: Answer<unknown>; told: Told }> {
  const { what, body, method = 'POST', path = what, look = `${path}/preview` } = act;
  await world.rest();
  const older = new Set((await invoicesOfLife(world, id)).map((one) => one.id));
  const at = (of: string) => `/v1/subscriptions/${id}/${of}`;
  const seen = await world.call<Seen & Refusal>('POST', at(look), body);
  const made = await world.call<Standing & Refusal>(method, at(path), method === 'DELETE' ? undefined : body);
  if (made.status >= 300) {
    expect(refusalOf(seen)).toEqual(refusalOf(made));
    return { made, told: { invoices: [], end: null } };
  }
  expect({ what, body, status: seen.status }).toEqual({ what, body, status: 200 });
  const now = (await world.now()).toISOString();
  const { next_invoices: next, end } = seen.body;
  if (what === 'phases') {
    const phases = seen.body.phases.flatMap(({ invoice }) => invoice ?? []);
    return { made, told: { invoices: [...next, ...phases].map(asInvoice), end } };
  }
  const { effective_at: since, status, invoice, last_invoice: last, waits_for_payment: waits } = seen.body;
  if (since <= now && !waits) {
    await world.rest();
    // What is planned for this very moment the clock does after the answer.
    const told = [made.body.status, (await standing(world, id)).status];
    expect({ what, body, told }).toMatchObject({ what, body, told: expect.arrayContaining([status]) });
    const fresh = (await invoicesOfLife(world, id)).filter((one) => !older.has(one.id)).reverse();
    const expected = [invoice, last, ...next.filter(({ bills_at }) => bills_at <= now)];
    expect({ what, body, fresh: fresh.map(saidOf) }).toEqual({
      what,
      body,
      fresh: expected.filter((one) => one !== null).map(saidOf),
    });
  }
  // What is given back on a later date depends on what is paid by then.
  return { made, told: { invoices: next.map(asInvoice), end } };
}

function refusalOf({ status, body }: Answer<Refusal>) {
  return { status, code: body.code, detail: body.detail, errors: body.errors };
}

/** In the words of a change's preview, which are those of an invoice. */
export function asInvoice({ discount, tax, ...more }: ForetoldWithLines): ChangeInvoice {
  return { ...more, id: null, discount_total: discount, tax_total: tax } as unknown as ChangeInvoice;
}
