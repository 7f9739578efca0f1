import { randomUUID } from 'node:crypto';
import { CreateApiKey } from '../../../src/modules/merchants/index.js';
import type { Subscription, SubscriberInput, World } from '../../support/world.js';
import { type Answer, Client } from '../http/client.js';

export const START = '2027-01-31T09:00:00Z';
/** When the first renewal is due. */
export const RENEWAL = '2027-02-28T09:00:00Z';

export const EVIDENCE = 'The statement of the gateway was read for the whole day.';

/** A person before the API, with a key of their own. */
export class Person {
  constructor(
    private readonly client: Client,
    readonly name: string,
  ) {}

  static async of(world: World, name: string, ...scopes: string[]): Promise<Person> {
    const input = { name, scopes: scopes.length > 0 ? scopes : ['ops:read', 'ops:write'] };
    const { text } = await world.engine.get(CreateApiKey).execute(world.merchant.id, input);
    return new Person(new Client(await world.engine.app.getUrl(), text), name);
  }

  get(path: string): Promise<Answer> {
    return this.client.get(`/v1/ops/${path}`);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.client.post(`/v1/ops/${path}`, body, headers);
  }

  patchMerchant(body: object): Promise<Answer> {
    return this.client.patch('/v1/merchant', body);
  }

  /** `more` replaces parts of a well-formed resolution. */
  resolve(attempt: string, outcome: string, more: object = {}, key: string = randomUUID()): Promise<Answer> {
    const body = { outcome, evidence: EVIDENCE, by: this.name, ...more };
    return this.post(`manual/${attempt}/resolve`, body, { 'idempotency-key': key });
  }
}

/**
 * A renewal whose answer was lost, on a platform whose status then contradicts itself: a person's case. The
 * money moved or not, as `moved` says; the platform goes on contradicting itself until faults are cleared.
 */
export async function manualRenewal(
  world: World,
  { moved, ...input }: SubscriberInput & { moved: boolean },
): Promise<{ subscription: Subscription; attempt: string }> {
  const subscription = await world.subscriber(input);
  await loseNextAnswer(world, moved);
  await world.fault(
    { endpoint: 'retrieve' },
    { type: 'wrong_echo', fields: { state: 'paid', result: 'success', amount: '1.000' } },
    { times: null },
  );
  await world.advanceTo(RENEWAL);
  await world.advanceBy({ minutes: 2 });
  return { subscription, attempt: await openAttempt(world) };
}

/** The next charge of a card is not answered. */
export async function loseNextAnswer(world: World, moved: boolean): Promise<void> {
  const action = moved ? { type: 'drop_after' } : { type: 'force_outcome', outcome: 'no_answer' };
  await world.fault({ endpoint: 'auto_debit' }, action);
}

/** The one attempt that waits for a person. */
export async function openAttempt(world: World): Promise<string> {
  const rows = await world.engine.sql<{ public_id: string }>(
    `SELECT public_id FROM attempts WHERE merchant_id = $1 AND status = 'manual'`,
    [world.merchant.id],
  );
  expect(rows).toHaveLength(1);
  return rows[0]!.public_id;
}

/** Its gateway cannot be asked how a payment ended, so what is not answered ends with a person. */
export async function routeWithoutInquiry(world: World): Promise<void> {
  // The platform tells in its list what stands behind a gateway.
  await world.get('/v1/payment-methods');
  await world.engine.sql(`UPDATE merchants SET routing = '{"KWD":"upg"}' WHERE id = $1`, [world.merchant.id]);
}

export async function invoicesOf(world: World): Promise<string[]> {
  const { data } = await world.get<{ data: { status: string }[] }>('/v1/invoices?limit=100');
  return data.map(({ status }) => status).reverse();
}

export interface SeenAttempt {
  id: string;
  status: string;
  surplus: boolean;
  settled_by: string | null;
  reference_number: string | null;
  order_no: string;
}

/** All attempts of a subscription, the oldest first. */
export async function attemptsOf(world: World, { id }: Subscription): Promise<SeenAttempt[]> {
  const path = `/v1/charges?limit=100&subscription=${id}`;
  const { data } = await world.get<{ data: { attempts: SeenAttempt[] }[] }>(path);
  return data.reverse().flatMap(({ attempts }) => attempts);
}

/** What really moved, by whomever it was known. */
export async function moneyMoved(world: World): Promise<string[]> {
  const { charges } = await world.control<{ charges: { captured: string }[] }>('GET', '/truth');
  return charges.map(({ captured }) => captured);
}

/** Every success stands in the ledger once. */
export async function expectSoundLedger(world: World): Promise<void> {
  const rows = await world.engine.sql(
    `SELECT a.public_id, a.status, count(t.id) FROM attempts a
     LEFT JOIN ledger_transactions t ON t.merchant_id = a.merchant_id AND t.source_id = a.id
       AND t.source IN ('attempt_succeeded', 'attempt_surplus')
     WHERE a.merchant_id = $1 GROUP BY a.public_id, a.status
     HAVING count(t.id) <> (a.status = 'succeeded')::int`,
    [world.merchant.id],
  );
  expect(rows).toEqual([]);
}

export async function eventsOf(
  world: World,
  type: string,
): Promise<{ summary: string; data: Record<string, unknown> }[]> {
  return (
    await world.get<{ data: { summary: string; data: Record<string, unknown> }[] }>(`/v1/events?type=${type}`)
  ).data;
}
