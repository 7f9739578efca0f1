import { PaymentGateway } from '../../../src/gateway/payment-gateway.js';
import { RunImports } from '../../../src/modules/imports/index.js';
import { MerchantAccounts } from '../../../src/modules/merchants/index.js';
import type { World } from '../../support/world.js';

export interface Imported {
  id: string;
  state: string;
  received: number;
  imported: number;
  repeated: number;
  failed: number;
  remaining: number;
}

export interface Failure {
  line: number;
  external_id: string | null;
  errors: { field: string; message: string }[];
}

/** Sends a file, and gives the answer whatever it is. */
export async function send(
  world: World,
  query: string,
  text: string,
  type = 'text/csv',
): Promise<{ status: number; body: Imported }> {
  const answer = await fetch(`${await world.engine.app.getUrl()}/v1/imports?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.key}`, 'content-type': type },
    body: text,
  });
  return { status: answer.status, body: (await answer.json()) as Imported };
}

/** Sends a file and lets the clock work until nothing can be done any more. */
export async function run(world: World, query: string, text: string, type?: string): Promise<Imported> {
  const { status, body } = await send(world, query, text, type);
  expect({ status, body }).toMatchObject({ status: 202, body: { state: 'queued' } });
  while ((await world.engine.get(RunImports).execute()) > 0);
  return world.get<Imported>(`/v1/imports/${body.id}`);
}

export function cancel(world: World, id: string, key?: string): Promise<{ status: number; body: Imported }> {
  return world.call('POST', `/v1/imports/${id}/cancel`, undefined, key);
}

export async function failures(world: World, id: string): Promise<Failure[]> {
  return (await world.get<{ data: Failure[] }>(`/v1/imports/${id}/errors`)).data;
}

export async function exported(world: World, query: string): Promise<string> {
  const headers = { authorization: `Bearer ${world.key}` };
  return (await fetch(`${await world.engine.app.getUrl()}/v1/exports?${query}`, { headers })).text();
}

/** A card and a consent that Ottu knows from the system before ours; gives the card's token. */
export async function atOttu(world: World, customer: string, agreement: string): Promise<string> {
  const account = world.engine.get(MerchantAccounts).accountOf(world.merchant);
  const gateway = world.engine.get(PaymentGateway);
  const session = await gateway.createSession(account, {
    purpose: 'first_payment',
    amount: { minor: 9_500n, currency: 'KWD' },
    orderNo: `legacy-${agreement}`,
    pgCode: 'credit-card',
    gatewayCustomerId: customer,
    customer: { name: 'Noura', email: 'noura@example.com', phone: null },
    language: 'en',
    agreement: {
      id: agreement,
      frequency: 'monthly',
      cycleIntervalDays: 7,
      totalCycles: 999,
      startDate: '2026-12-20',
      expiryDate: '2036-12-20',
      amountVariability: 'variable',
      maxAmountPerCycle: null,
    },
    webhookUrl: 'http://127.0.0.1:9/nobody',
    redirectUrl: null,
  });
  if (session.kind !== 'created') throw new Error(JSON.stringify(session));
  await world.payOnPage({ checkout: { url: session.checkoutUrl } } as never);
  const listed = await gateway.listCards(account, { gatewayCustomerId: customer });
  if (listed.kind !== 'listed') throw new Error(listed.kind);
  return listed.cards[0]!.token;
}

/** Members of another system with a card and a consent at Ottu, numbered, who are all billed next at one instant. */
export async function importMembers(
  world: World,
  members: { price: string; from: number; count: number; nextBillingAt: string },
): Promise<void> {
  const { price, from, count, nextBillingAt } = members;
  const [customers, cards, orders]: [string[], string[], string[]] = [[], [], []];
  for (let n = from; n < from + count; n++) {
    const token = await atOttu(world, `legacy-${n}`, `AGR-${n}`);
    customers.push(`C-${n},Noura,legacy-${n}`);
    cards.push(`K-${n},C-${n},${token}`);
    orders.push(`S-${n},C-${n},K-${n},${price},${nextBillingAt},AGR-${n},2026-12-20,2036-12-20,1`);
  }
  const terms = 'agreement_id,agreement_started_on,agreement_expires_on,agreement_payments_made';
  const files = {
    customers: ['external_id,name,ottu_customer_id', ...customers],
    cards: ['external_id,customer,token', ...cards],
    subscriptions: [`external_id,customer,card,price,next_billing_at,${terms}`, ...orders],
  };
  for (const [kind, lines] of Object.entries(files)) {
    expect(await run(world, `kind=${kind}`, lines.join('\n'))).toMatchObject({ imported: count, failed: 0 });
  }
}
