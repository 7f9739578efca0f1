import { ChargingSwitch } from '../../../src/modules/merchants/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { problemOf } from '../http/client.js';
import {
  eventsOf,
  invoicesOf,
  loseNextAnswer,
  manualRenewal,
  moneyMoved,
  Person,
  RENEWAL,
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

afterEach(() => world.end());

afterAll(() => engine.stop());

describe('What is due', () => {
  test('is told with counts and with the next of each, also on the clock of the merchant', async () => {
    const subscription = await world.subscriber();
    await world.advanceTo('2027-02-27T10:00:00Z');
    const { body } = await noura.get('due');
    expect(body).toEqual({
      now: '2027-02-27T10:00:00.000Z',
      now_local: '2027-02-27T13:00:00+03:00',
      time_zone: 'Asia/Kuwait',
      charging_stopped: false,
      subscriptions: {
        due_now: 0,
        due_within_a_day: 1,
        next: [
          {
            subscription: subscription.id,
            status: 'active',
            at: '2027-02-28T09:00:00.000Z',
            at_local: '2027-02-28T12:00:00+03:00',
          },
        ],
      },
      charges: { due_now: 0, due_within_a_day: 0, next: [] },
      checks: { due_now: 0, due_within_a_day: 0, next: [] },
      refunds: { due_now: 0, due_within_a_day: 0, unseen: 0, next: [] },
    });
  });

  test('tells of a declined charge when it is tried again and why, and of an attempt when it is asked about', async () => {
    const subscription = await world.subscriber({ card: 'then_insufficient_funds', cvv: '111' });
    await world.advanceTo(RENEWAL);
    const { charges, checks } = (await noura.get('due')).body;
    expect(charges.next).toEqual([
      {
        charge: expect.stringMatching(/^chg_/),
        subscription: subscription.id,
        status: 'scheduled',
        action: 'attempt',
        reason: expect.stringContaining('Retry 1 of 4'),
        amount: '9.500',
        currency: 'KWD',
        at: '2027-03-02T06:00:00.000Z',
        at_local: expect.stringMatching(/\+03:00$/),
      },
    ]);
    expect(checks).toMatchObject({
      due_within_a_day: 1,
      next: [{ status: 'declined', at: '2027-03-01T09:00:00.000Z' }],
    });
  });

  test('is cut to what was asked for, and refuses what is no number of entries', async () => {
    for (let i = 0; i < 3; i++) await world.subscriber();
    const { subscriptions } = (await noura.get('due?limit=2')).body;
    expect(subscriptions.next).toHaveLength(2);
    expect(problemOf(await noura.get('due?limit=0'))).toMatchObject({ status: 400, fields: ['limit'] });
  });

  test("is one merchant's own", async () => {
    await world.subscriber();
    const other = await World.begin(engine, START);
    const stranger = await Person.of(other, 'Stranger');
    expect((await stranger.get('due')).body.subscriptions.next).toEqual([]);
    await other.end();
  });
});

describe('What nobody knows yet', () => {
  test('is told with its age, its reason, and how it is being found out', async () => {
    const subscription = await world.subscriber();
    await loseNextAnswer(world, false);
    await world.advanceTo(RENEWAL);
    expect((await noura.get('unknown')).body.data).toMatchObject([
      { subscription: subscription.id, status: 'unknown', looks: 0, inquiries: 0, fenced_at: null },
    ]);
    await world.advanceBy({ minutes: 30 });
    const [fenced] = (await noura.get('unknown')).body.data;
    expect(fenced).toMatchObject({
      status: 'fenced',
      age_seconds: 1800,
      reason: expect.stringMatching(/\S/),
      looks: 1,
      inquiries: 0,
      fenced_at: '2027-02-28T09:01:00.000Z',
      next_check_at: '2027-02-28T10:04:00.000Z',
    });
    await world.advanceBy({ hours: 2 });
    expect((await noura.get('unknown')).body.data).toEqual([]);
  });

  test('is not what waits for a person', async () => {
    await manualRenewal(world, { moved: true });
    expect((await noura.get('unknown')).body.data).toEqual([]);
    expect((await noura.get('manual')).body.data).toHaveLength(1);
  });

  test('begins with the oldest and goes on page by page', async () => {
    for (let i = 0; i < 3; i++) await world.subscriber();
    await world.fault(
      { endpoint: 'auto_debit' },
      { type: 'force_outcome', outcome: 'no_answer' },
      { times: null },
    );
    await world.advanceTo(RENEWAL);
    const first = (await noura.get('unknown?limit=2')).body;
    const second = (await noura.get(`unknown?limit=2&cursor=${first.next_cursor}`)).body;
    expect([first.data.length, second.data.length, second.next_cursor]).toEqual([2, 1, null]);
    const orders = [...first.data, ...second.data].map(({ id }) => id);
    expect(orders).toEqual([...orders].sort());
  });
});

describe('Charging', () => {
  const going = { stopped: false, stopped_at: null, reason: null, asking_refused_at: null };

  test('is stopped and resumed by a person, with a reason; what was due meanwhile is charged then', async () => {
    await world.subscriber();
    expect((await noura.get('charging')).body).toEqual(going);
    const stopped = await noura.post('charging/stop', { reason: 'The price list of February is wrong.' });
    const state = {
      ...going,
      stopped: true,
      stopped_at: '2027-01-31T09:00:00.000Z',
      reason: 'The price list of February is wrong.',
    };
    expect(stopped).toMatchObject({ status: 200, body: state });
    expect((await noura.get('charging')).body).toEqual(state);
    await world.advanceTo('2027-03-02T09:00:00Z');
    expect(await invoicesOf(world)).toEqual(['paid', 'open']);
    expect((await noura.get('due')).body).toMatchObject({ charging_stopped: true, charges: { due_now: 1 } });
    const resumed = await noura.post('charging/resume', { reason: 'It was mended.' });
    expect(resumed.body).toEqual(going);
    await world.rest();
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
    expect(await moneyMoved(world)).toEqual(['9.500', '9.500']);
    const told = [
      ...(await eventsOf(world, 'charging.stopped')),
      ...(await eventsOf(world, 'charging.resumed')),
    ];
    expect(told).toMatchObject([
      {
        summary: 'All charging was stopped: the price list of February is wrong.',
        data: { api_key: expect.stringMatching(/^key_/) },
      },
      { summary: 'Charging was resumed: it was mended.' },
    ]);
  });

  test('what is stopped may be stopped again, and the newest reason stands', async () => {
    await noura.post('charging/stop', { reason: 'First.' });
    await world.advanceBy({ hours: 1 });
    const again = await noura.post('charging/stop', { reason: 'Second.' });
    const stopped_at = '2027-01-31T09:00:00.000Z';
    expect(again.body).toEqual({ ...going, stopped: true, stopped_at, reason: 'Second.' });
  });

  test('what is not stopped cannot be resumed, and nothing is done without a reason', async () => {
    expect(problemOf(await noura.post('charging/resume', { reason: 'Why not.' }))).toMatchObject({
      status: 409,
    });
    const answer = await noura.post('charging/stop', {});
    expect(problemOf(answer)).toMatchObject({ status: 400, fields: ['reason'] });
  });

  test('is stopped by the engine itself when Ottu refuses its key, and that is told once', async () => {
    for (let i = 0; i < 3; i++) await world.subscriber();
    await world.setPlatform({ api_keys: ['another_key'] });
    await world.advanceTo(RENEWAL);
    expect((await noura.get('charging')).body).toMatchObject({
      stopped: true,
      reason: expect.stringContaining('Ottu refuses the credentials'),
    });
    const [event, ...more] = await eventsOf(world, 'charging.stopped');
    expect(more).toEqual([]);
    expect(event!.data).not.toHaveProperty('api_key');
  });

  test('that a person has stopped is not stopped by the engine for another reason', async () => {
    await noura.post('charging/stop', { reason: 'Mine.' });
    const stop = { at: new Date(RENEWAL), reason: 'Ottu refuses the credentials' };
    await engine
      .get(UnitOfWork)
      .run((tx) => engine.get(ChargingSwitch).stopUnlessStopped(tx, world.merchant.id, stop));
    expect((await noura.get('charging')).body).toMatchObject({ stopped: true, reason: 'Mine.' });
    expect(await eventsOf(world, 'charging.stopped')).toHaveLength(1);
  });
});
