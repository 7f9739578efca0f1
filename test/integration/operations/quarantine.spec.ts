import { AttemptContext } from '../../../src/modules/charges/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { problemOf } from '../http/client.js';
import { eventsOf, invoicesOf, manualRenewal, moneyMoved, Person, RENEWAL, START } from './desk.js';

let engine: InProcessEngine;
let world: World;
let noura: Person;

beforeAll(async () => {
  engine = await InProcessEngine.start();
});

beforeEach(async () => {
  world = await World.begin(engine, START);
  noura = await Person.of(world, 'Noura');
});

afterEach(() => world.end());

afterAll(() => engine.stop());

const setTimeZone = (zone: string) =>
  engine.sql(`UPDATE subscriptions SET time_zone = $2 WHERE merchant_id = $1`, [world.merchant.id, zone]);

describe('A subscription whose billing failed again and again', () => {
  test('is set aside, shown and told of again; released, it is billed where it stopped', async () => {
    const { id } = await world.subscriber();
    await setTimeZone('Nowhere/Atall');
    await world.advanceTo(RENEWAL);
    await world.advanceBy({ hours: 2 });
    const { subscriptions, charges } = (await noura.get('quarantine')).body;
    expect(charges).toEqual({ count: 0, longest: [] });
    expect(subscriptions).toMatchObject({
      count: 1,
      longest: [
        { subscription: id, status: 'active', failures: 5, reason: expect.stringContaining('time zone') },
      ],
    });
    expect(subscriptions.longest[0].age_seconds).toBeGreaterThan(3600);
    await world.advanceBy({ days: 3 });
    const told = await eventsOf(world, 'subscription.still_quarantined');
    expect(told.map(({ data }) => data['hours'])).toEqual([48, 24]);
    expect(told[0]!.summary).toMatch(
      /still set aside and has not been billed for 48 hours: billing failed 5 times/,
    );

    await setTimeZone('Asia/Kuwait');
    const released = await noura.post(`quarantine/subscriptions/${id}/release`);
    expect(released).toMatchObject({ status: 200, body: { id, goes_on_at: expect.any(String) } });
    await world.rest();
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect((await noura.get('quarantine')).body.subscriptions.count).toBe(0);
    const [event] = await eventsOf(world, 'subscription.released');
    expect(event!.summary).toMatch(
      /^Subscription was released by a person after it had been set aside: billing failed/,
    );
    expect(event!.data['api_key']).toMatch(/^key_/);
    await world.advanceBy({ days: 3 });
    expect(await eventsOf(world, 'subscription.still_quarantined')).toHaveLength(2);
  });

  test('stands beside a payment that cannot be asked about and needs no person: told, and not asked about any more', async () => {
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo(RENEWAL);
    await world.advanceBy({ hours: 1 });
    const contexts = engine.get(AttemptContext);
    const of = contexts.of.bind(contexts);
    contexts.of = (attempt) => Promise.reject(new Error(`nobody can read ${attempt.status}`));
    // Its late look is due: each failure keeps its lease, which the clock of the database ends.
    const declined = `merchant_id = $1 AND status = 'declined'`;
    for (let failures = 0; failures < 5; failures++) {
      await engine.sql(
        `UPDATE attempts SET next_check_at = $2, lease_until = clock_timestamp() WHERE ${declined}`,
        [world.merchant.id, await world.now()],
      );
      await world.rest();
    }
    contexts.of = of;
    expect((await noura.get('quarantine')).body.attempts).toMatchObject({
      count: 1,
      longest: [
        {
          attempt: expect.stringMatching(/^att_/),
          status: 'declined',
          failures: 5,
          reason: expect.stringContaining('nobody can read declined'),
        },
      ],
    });
    expect(engine.errors.splice(0)).toHaveLength(5);
    const due = `SELECT 1 FROM attempts WHERE ${declined} AND next_check_at IS NOT NULL`;
    expect(await engine.sql(due, [world.merchant.id])).toEqual([]);

    const [{ attempt }] = (await noura.get('quarantine')).body.attempts.longest;
    const release = () => noura.post(`quarantine/attempts/${attempt}/release`);
    expect(await release()).toMatchObject({
      status: 200,
      body: { id: attempt, goes_on_at: (await world.now()).toISOString() },
    });
    await engine.sql(`UPDATE attempts SET lease_until = clock_timestamp() WHERE ${declined}`, [
      world.merchant.id,
    ]);
    await world.rest();
    expect((await noura.get('quarantine')).body.attempts.count).toBe(0);
    expect(await eventsOf(world, 'attempt.released')).toHaveLength(1);
    expect((await release()).status).toBe(409);
  });

  test('that was not set aside cannot be released', async () => {
    const { id } = await world.subscriber();
    const answer = await noura.post(`quarantine/subscriptions/${id}/release`);
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'conflict' });
  });
});

describe('A charge that Ottu would not take three times', () => {
  async function refusedCharge(): Promise<string> {
    await world.subscriber();
    const refusal = { type: 'error_before', status: 400, body: { detail: 'This token is not known here.' } };
    await world.fault({ endpoint: 'auto_debit' }, refusal, { times: 3 });
    await world.advanceTo('2027-03-03T09:00:00Z');
    return (await noura.get('quarantine')).body.charges.longest[0].charge;
  }

  test('is blocked and shown in both queues; released, it is charged, with all its tries', async () => {
    const charge = await refusedCharge();
    expect((await noura.get('quarantine')).body.charges).toMatchObject({
      count: 1,
      longest: [
        { charge, rejections: 3, failures: 0, amount: '9.500', reason: expect.stringContaining('not known') },
      ],
    });
    expect((await noura.get('manual')).body.data).toMatchObject([
      { charge, ends_by: 'release', attempt: { status: 'rejected', number: 3 }, reason: expect.any(String) },
    ]);
    expect(await noura.post(`quarantine/charges/${charge}/release`)).toMatchObject({
      status: 200,
      body: { id: charge },
    });
    expect(
      await engine.sql(`SELECT rejections, processing_failures FROM charges WHERE public_id = $1`, [charge]),
    ).toEqual([{ rejections: 0, processing_failures: 0 }]);
    expect(await eventsOf(world, 'charge.released')).toMatchObject([{ data: { charge_id: charge } }]);
    await world.advanceBy({ days: 1 });
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
  });

  test('is collected no more when its subscription ended before somebody released it', async () => {
    const charge = await refusedCharge();
    await engine.sql(
      `UPDATE subscriptions SET status = 'canceled', ended_at = $2, next_bill_at = NULL WHERE merchant_id = $1`,
      [world.merchant.id, await world.now()],
    );
    expect(await noura.post(`quarantine/charges/${charge}/release`)).toMatchObject({
      status: 200,
      body: { id: charge, goes_on_at: null },
    });
    expect((await world.get<{ status: string }>(`/v1/charges/${charge}`)).status).toBe('canceled');
    expect(await invoicesOf(world)).toEqual(['paid', 'uncollectible']);
    // It does not go on, so nobody is told that it does.
    expect(await eventsOf(world, 'charge.released')).toEqual([]);
  });

  test('is released once', async () => {
    const charge = await refusedCharge();
    await noura.post(`quarantine/charges/${charge}/release`);
    const again = await noura.post(`quarantine/charges/${charge}/release`);
    expect(problemOf(again)).toMatchObject({ status: 409, code: 'conflict' });
  });
});

describe('A charge whose payment waits for a person', () => {
  test('is not released past that person: the money may have moved', async () => {
    const { attempt } = await manualRenewal(world, { moved: true });
    expect((await noura.get('quarantine')).body.charges).toEqual({ count: 0, longest: [] });
    const { charge } = (await noura.get('manual')).body.data[0];
    const answer = await noura.post(`quarantine/charges/${charge}/release`);
    expect(problemOf(answer)).toMatchObject({ status: 409, detail: expect.stringContaining(attempt) });
  });
});

test("nobody releases what is another merchant's or is not there", async () => {
  const { id } = await world.subscriber();
  const other = await World.begin(engine, START);
  const stranger = await Person.of(other, 'Stranger');
  const { data } = await world.get<{ data: { id: string }[] }>('/v1/charges');
  expect((await stranger.post(`quarantine/subscriptions/${id}/release`)).status).toBe(404);
  expect((await stranger.post(`quarantine/charges/${data[0]!.id}/release`)).status).toBe(404);
  await other.end();
});
