import { ForgetCalls } from '../../../src/modules/events/index.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';
import { problemOf } from '../http/client.js';
import {
  attemptsOf,
  eventsOf,
  EVIDENCE,
  expectSoundLedger,
  invoicesOf,
  manualRenewal,
  moneyMoved,
  openAttempt,
  Person,
  RENEWAL,
  routeWithoutInquiry,
  START,
} from './desk.js';

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

afterEach(async () => {
  await world.end();
  expect(engine.errors).toEqual([]);
});

afterAll(() => engine.stop());

describe('A gateway that cannot be asked', () => {
  test('ends with a person, who sees everything that is known and settles it exactly once', async () => {
    await routeWithoutInquiry(world);
    const subscription = await world.subscriber({ card: 'then_no_answer_paid' });
    await world.advanceTo(RENEWAL);
    await world.advanceBy({ hours: 1 });
    expect((await noura.get('manual')).body.data).toEqual([]);
    await world.advanceBy({ hours: 3 });
    expect(await invoicesOf(world)).toEqual(['paid', 'open']);

    // The log of calls is written a tenth of a second later.
    const { body } = await waitFor(
      'the last look to be among the evidence',
      () => noura.get('manual'),
      ({ body: { data } }) => JSON.stringify(data).includes('"state":"expired"'),
    );
    expect(body).toMatchObject({ next_cursor: null, data: [{ subscription: subscription.id }] });
    const [found] = body.data;
    expect(found).toMatchObject({
      charge_status: 'blocked',
      customer: subscription.customer,
      amount: '9.500',
      currency: 'KWD',
      owner: null,
      proposal: null,
      ends_by: 'resolve',
      reason: expect.stringContaining('upg answers no inquiry'),
      attempt: { status: 'manual', number: 1, kind: 'mit', amount: '9.500' },
    });
    expect(found.age_seconds).toBeGreaterThan(3600);
    const calls = found.evidence.calls.map((call: { call: string }) => call.call);
    expect(calls.slice(0, 2)).toEqual(['create', 'auto_debit']);
    expect(new Set(calls)).toEqual(new Set(['create', 'auto_debit', 'retrieve', 'expire']));
    expect(found.evidence.calls).toContainEqual(
      expect.objectContaining({
        call: 'retrieve',
        http_status: 200,
        said: expect.objectContaining({ state: 'expired', amount: '9.500', currency_code: 'KWD' }),
      }),
    );
    const told = found.evidence.events.map((event: { type: string }) => event.type);
    expect(told).toEqual(
      expect.arrayContaining([
        'attempt.prepared',
        'attempt.sent',
        'attempt.unknown',
        'attempt.fenced',
        'attempt.asked',
        'attempt.manual',
        'charge.blocked',
      ]),
    );

    const attempt: string = found.attempt.id;
    const answer = await noura.resolve(attempt, 'paid', { reference_number: '402117' });
    expect(answer).toMatchObject({
      status: 200,
      body: { attempt, outcome: 'paid', carried_out: true, by: 'Noura', reference_number: '402117' },
    });
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect((await noura.get('manual')).body.data).toEqual([]);
    const last = (await attemptsOf(world, subscription)).at(-1);
    expect(last).toMatchObject({ status: 'succeeded', settled_by: 'human', reference_number: '402117' });
    expect((await world.subscription(subscription.id)).card).toBe(subscription.card);
    const [event] = await eventsOf(world, 'attempt.resolved');
    expect(event).toMatchObject({
      summary: expect.stringMatching(/was decided to be paid by Noura: the statement/),
      data: {
        evidence: EVIDENCE,
        by: 'Noura',
        reference_number: '402117',
        api_key: expect.stringMatching(/^key_/),
      },
    });
    await world.advanceBy({ days: 15 });
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
    await expectSoundLedger(world);
  });
});

describe('A payment that waits for a person', () => {
  test('is tried again when a person found that it was not made, a day after it was sent', async () => {
    const { subscription, attempt } = await manualRenewal(world, { moved: false });
    await world.clearFaults();
    expect((await noura.resolve(attempt, 'not_paid')).body).toMatchObject({ carried_out: true });
    const { body } = await noura.get('due');
    expect(body.charges.next).toMatchObject([{ action: 'attempt', at: '2027-03-01T09:00:00.000Z' }]);
    expect(body.charges.next[0].reason).toContain('Noura found');
    await world.advanceBy({ days: 2 });
    const attempts = await attemptsOf(world, subscription);
    expect(attempts.map(({ status }) => status)).toEqual(['succeeded', 'abandoned', 'succeeded']);
    expect(attempts[1]).toMatchObject({ id: attempt, settled_by: 'human' });
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
    await expectSoundLedger(world);
  });

  test('is not held up for ever by a platform that goes on contradicting itself', async () => {
    const { subscription, attempt } = await manualRenewal(world, { moved: false });
    await noura.resolve(attempt, 'not_paid');
    await world.advanceBy({ days: 2 });
    expect((await attemptsOf(world, subscription)).at(-1)).toMatchObject({ status: 'succeeded' });
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
  });

  test('is found paid after all before the card is charged again, though a person had said no', async () => {
    const { subscription, attempt } = await manualRenewal(world, { moved: true });
    await noura.resolve(attempt, 'not_paid');
    await world.clearFaults();
    await world.advanceBy({ days: 2 });
    const attempts = await attemptsOf(world, subscription);
    expect(attempts[1]).toMatchObject({
      id: attempt,
      status: 'succeeded',
      settled_by: 'look',
      surplus: false,
    });
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
    await expectSoundLedger(world);
  });

  test('holds up its invoice and nothing else: the next period is billed and charged', async () => {
    await manualRenewal(world, { moved: true });
    await world.advanceTo('2027-03-31T10:00:00Z');
    expect(await invoicesOf(world)).toEqual(['paid', 'open', 'paid']);
    expect((await noura.get('manual')).body.data).toHaveLength(1);
  });

  test('is settled by the platform itself when a message of it makes the engine look again', async () => {
    const { attempt } = await manualRenewal(world, { moved: true });
    await world.clearFaults();
    await engine.sql(`UPDATE attempts SET next_check_at = prepared_at WHERE public_id = $1`, [attempt]);
    await world.rest();
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    const late = await noura.resolve(attempt, 'paid');
    expect(problemOf(late)).toMatchObject({ status: 409, code: 'conflict' });
    expect(late.body.detail).toContain('is succeeded');
  });

  test('has nobody first, then whoever takes it, and the last one named, and is told of until it is decided', async () => {
    const { attempt } = await manualRenewal(world, { moved: true });
    expect((await noura.get('manual')).body.data[0].owner).toBeNull();
    await world.advanceBy({ hours: 25 });
    const told = async () =>
      (await eventsOf(world, 'charge.case_waiting')).map(({ data }) => [data.hours, data.owner]);
    expect(await told()).toEqual([[24, null]]);
    for (const owner of ['Noura', 'Salem']) {
      const answer = await noura.post(`manual/${attempt}/assign`, { owner });
      expect(answer).toMatchObject({ status: 200, body: { attempt, owner } });
    }
    expect((await noura.get('manual')).body.data[0].owner).toBe('Salem');
    const assigned = (await eventsOf(world, 'attempt.assigned')).map(({ data }) => data.owner);
    expect(assigned).toEqual(['Salem', 'Noura']);
    await world.advanceBy({ days: 5 });
    const expected = [[96, 'Salem'], [48, 'Salem'], [24, null]]; // prettier-ignore
    expect(await told()).toEqual(expected);
    expect((await eventsOf(world, 'charge.case_waiting'))[0]!.summary).toContain(
      'has waited for a person for 96 hours; Salem looks after it',
    );
    // Who had an earlier case of the charge has not this one.
    await engine.sql(`UPDATE charge_cases SET assigned_at = assigned_at - interval '30 days'`);
    expect((await noura.get('manual')).body.data[0].owner).toBeNull();
    // What it can be decided by is not forgotten before it is.
    await engine.sql(`UPDATE gateway_calls SET started_at = started_at - interval '91 days'`);
    await engine.get(ForgetCalls).execute();
    expect(JSON.stringify((await noura.get('manual')).body.data[0].evidence.calls)).toContain('auto_debit');
    await noura.resolve(attempt, 'paid');
    await engine.get(ForgetCalls).execute();
    const kept = `SELECT FROM gateway_calls WHERE merchant_id = $1 AND started_at < now() - interval '90 days'`;
    expect(await engine.sql(kept, [world.merchant.id])).toEqual([]);
    await world.advanceBy({ days: 15 });
    expect(await told()).toEqual(expected);
    expect((await noura.post(`manual/${attempt}/assign`, { owner: 'Noura' })).status).toBe(409);
  });
});

describe('A first payment that waits for a person', () => {
  async function manualFirstPayment(): Promise<{ id: string; attempt: string }> {
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    const fields = { state: 'paid', amount: '1.000' };
    await world.fault({ endpoint: 'retrieve' }, { type: 'wrong_echo', fields }, { times: null });
    await world.payOnPage(subscription);
    await world.rest();
    await world.advanceBy({ days: 2 });
    await world.clearFaults();
    expect((await world.subscription(subscription.id)).status).toBe('incomplete');
    return { id: subscription.id, attempt: await openAttempt(world) };
  }

  test('begins the subscription when it was paid, with the card that the platform knows', async () => {
    const { id, attempt } = await manualFirstPayment();
    await noura.resolve(attempt, 'paid');
    expect(await world.subscription(id)).toMatchObject({ status: 'active', card: null });
    await world.advanceBy({ minutes: 2 });
    expect((await world.subscription(id)).card).toMatch(/^card_/);
    await world.advanceTo('2027-02-28T10:00:00Z');
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    await expectSoundLedger(world);
  });

  test('ends the subscription when it was not, and nothing is owed', async () => {
    const { id, attempt } = await manualFirstPayment();
    await noura.resolve(attempt, 'not_paid');
    expect((await world.subscription(id)).status).toBe('ended');
    expect(await invoicesOf(world)).toEqual(['void']);
  });
});
