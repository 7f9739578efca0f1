import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Chance } from '../../support/chance.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Page {
  data: { id: string; data: { reason: string } }[];
  next_cursor: string | null;
}

describe('following what happens', () => {
  let engine: InProcessEngine;
  let world: World;
  const clients: pg.Client[] = [];

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end()));
    await world.end();
  });
  afterAll(() => engine.stop());

  /** Another process of the engine, in the middle of a transaction. */
  async function writer(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: engine.databaseUrl });
    clients.push(client);
    await client.connect();
    return client;
  }

  async function append(client: pg.Client, n: string, type = 'charging.resumed'): Promise<void> {
    await client.query(
      `INSERT INTO events (merchant_id, public_id, type, data, occurred_at)
       VALUES ($1, $2, $3, $4, now())`,
      [world.merchant.id, eventId(), type, { reason: n }],
    );
  }

  let made = 0;
  const eventId = () => `evt_0${String(made++).padStart(25, '0')}`;
  /** As a follower does: one who comes while a machine stands still in the middle of a transaction asks again. */
  async function follow(after: string, more = ''): Promise<Page> {
    for (;;) {
      const { status, body } = await world.call('GET', `/v1/events?after=${after}${more}`);
      if (status === 200) return body as Page;
      expect([status, body]).toMatchObject([503, { code: 'not_ready' }]);
    }
  }
  const told = ({ data }: Page) => data.map((event) => event.data.reason);

  async function lastSeen(): Promise<string> {
    return (await follow('start', '&limit=100')).data.at(-1)?.id ?? 'start';
  }

  it('waits for an earlier event whose transaction commits after a later one', async () => {
    const start = await lastSeen();
    const [slow, fast] = [await writer(), await writer()];
    await slow.query('BEGIN');
    await append(slow, 'drawn first, seen last');
    await append(fast, 'drawn last, seen first');
    const answer = follow(start);
    const early = await Promise.race([answer, sleep(200, 'nothing yet')]);
    expect(early).toBe('nothing yet');
    await slow.query('COMMIT');
    const page = await answer;
    expect(told(page)).toEqual(['drawn first, seen last', 'drawn last, seen first']);
    expect(told(await follow(page.data[0]!.id))).toEqual(['drawn last, seen first']);
    expect((await follow(page.data[1]!.id)).data).toEqual([]);
  });

  it('passes over what was taken back, and does not wait for who only reads or begins later', async () => {
    const start = await lastSeen();
    const [reader, gone, later] = [await writer(), await writer(), await writer()];
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM events');
    await gone.query('BEGIN');
    await append(gone, 'never happened');
    await gone.query('ROLLBACK');
    await append(later, 'happened');
    expect(told(await follow(start))).toEqual(['happened']);
    await append(later, 'of another kind', 'charging.stopped');
    expect(told(await follow(start, '&type=charging.stopped'))).toEqual(['of another kind']);
    expect(told(await follow(start, '&limit=1'))).toEqual(['happened']);
  });

  it('says that it does not know when a transaction does not end, and knows afterwards', async () => {
    const start = await lastSeen();
    const stuck = await writer();
    await stuck.query('BEGIN');
    await append(stuck, 'late');
    const { status, body } = await world.call('GET', `/v1/events?after=${start}`);
    expect([status, body]).toMatchObject([503, { code: 'not_ready' }]);
    await stuck.query('COMMIT');
    expect(told(await follow(start))).toEqual(['late']);
  });

  it('gives everything once and in order, however many write meanwhile', async () => {
    const start = await lastSeen();
    const writers = await Promise.all(Array.from({ length: 6 }, writer));
    let writing = true;
    const written = Promise.all(
      writers.map(async (client, w) => {
        const chance = new Chance('events', `writer ${w}`);
        for (let i = 0; i < 25; i++) {
          await client.query('BEGIN');
          await append(client, `${w}/${i}/a`);
          await sleep(chance.whole(0, 12));
          await append(client, `${w}/${i}/b`);
          await client.query(chance.happens(0.1) ? 'ROLLBACK' : 'COMMIT');
        }
      }),
    ).finally(() => (writing = false));
    const seen: string[] = [];
    for (let after = start, rest = true; rest;) {
      rest = writing;
      const { data } = await follow(after, '&limit=100');
      seen.push(...data.map(({ id }) => id));
      after = data.at(-1)?.id ?? after;
      rest ||= data.length > 0;
    }
    await written;
    const rows = await engine.sql<{ id: string }>(
      `SELECT e.public_id AS id FROM events e WHERE merchant_id = $1 AND data ? 'reason' ORDER BY e.id`,
      [world.merchant.id],
    );
    expect(rows.length).toBeGreaterThan(200);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it('says whom an event is about, and is narrowed to a customer, a subscription and types', async () => {
    const [one, other] = [await world.subscriber(), await world.subscriber()];
    const line = { description: 'Towel', unit_amount: '2.000', currency: 'KWD' };
    const body = { customer: one.customer, currency: 'KWD', lines: [line] };
    await world.post('/v1/invoices', body);
    type Told = { type: string; customer: string | null; subscription: string | null };
    const ask = async (query: string) =>
      (await world.get<{ data: Told[] }>(`/v1/events?limit=100&${query}`)).data;
    const ofOne = await ask(`subscription=${one.id}`);
    expect(ofOne.length).toBeGreaterThan(5);
    for (const event of ofOne) expect(event).toMatchObject({ customer: one.customer, subscription: one.id });
    const ofCustomer = await ask(`customer=${one.customer}&after=start`);
    const ofNone = ofCustomer.filter(({ subscription }) => subscription === null);
    expect(ofNone.map(({ type }) => type)).toContain('invoice.finalized');
    expect(ofCustomer.length).toBe(ofOne.length + ofNone.length);
    expect(await ask(`customer=${one.customer}&subscription=${one.id}`)).toEqual(ofOne);
    expect(await ask(`customer=${other.customer}&subscription=${one.id}`)).toEqual([]);
    const activated = await ask('type=subscription.activated,subscription.canceled');
    expect(activated.map(({ subscription }) => subscription)).toEqual([other.id, one.id]);
  });

  it('refuses a place that is none', async () => {
    const refused = async (query: string) => {
      const { status, body } = await world.call<{ errors: { field: string; message: string }[] }>(
        'GET',
        `/v1/events?${query}`,
      );
      return [status, body.errors[0]!.field, body.errors[0]!.message];
    };
    const place = 'must be the id of an event, which begins with evt_, or "start"';
    expect(await refused('after=yesterday')).toEqual([400, 'after', place]);
    const nobodys = `evt_7${'z'.repeat(25)}`;
    const there = 'must be an event that there is, or "start"';
    expect(await refused(`after=${nobodys}`)).toEqual([400, 'after', there]);
    const types = 'must be a type of events as docs/events.md lists them, or several with commas between';
    expect(await refused('type=invoice.paid,invoice.lost')).toEqual([400, 'type', types]);
    const stranger = `cus_7${'z'.repeat(25)}`;
    expect(await refused(`customer=${stranger}`)).toEqual([
      422,
      'customer',
      `there is no customer ${stranger}`,
    ]);
    const together = 'must not be given together with after';
    expect(await refused('after=start&cursor=a')).toEqual([400, 'cursor', together]);
  });
});
