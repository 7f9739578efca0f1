import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';
import { invoicesOf, loseNextAnswer, manualRenewal, openAttempt, Person, START } from './desk.js';

/** Declined on 28 February; grace until 10 March, the last step on 21 March. */
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

const CONTRADICTION = { type: 'wrong_echo', fields: { state: 'paid', result: 'success', amount: '1.000' } };

/** The second retry, on 3 March, is not answered, and the status of its session contradicts itself. */
async function retryInDoubt(): Promise<Subscription> {
  const subscription = await world.subscriber({ card: 'then_always_insufficient_funds' });
  await world.advanceTo('2027-03-02T00:00:00Z');
  await loseNextAnswer(world, false);
  await world.advanceTo((await noura.get('due')).body.charges.next[0].at);
  const [{ session_id }] = (await noura.get('unknown')).body.data;
  await world.fault({ endpoint: 'retrieve', session_id }, CONTRADICTION, { times: null });
  await world.advanceBy({ hours: 1 });
  return subscription;
}

const statusOf = async ({ id }: Subscription) => (await world.subscription(id)).status;

describe('While a payment of an overdue subscription is in doubt', () => {
  test('access does not fall, and falls when a person found that nothing was paid', async () => {
    const { customer } = await retryInDoubt();
    await world.advanceTo('2027-03-20T00:00:00Z');
    const access = await world.get<{ reason: string }>(`/v1/customers/${customer}/access`);
    expect(access).toMatchObject({
      access: 'grace',
      reason: expect.stringContaining('still being found out'),
    });
    await noura.resolve(await openAttempt(world), 'not_paid');
    expect(await world.access(customer)).toBe('restricted');
  });

  test('dunning does not end; it does when a person found that nothing was paid', async () => {
    const subscription = await retryInDoubt();
    await world.advanceTo('2027-03-25T00:00:00Z');
    expect(await statusOf(subscription)).toBe('past_due');
    await noura.resolve(await openAttempt(world), 'not_paid');
    await world.rest();
    expect(await statusOf(subscription)).toBe('canceled');
    expect(await invoicesOf(world)).toEqual(['paid', 'uncollectible']);
  });

  test('nothing was lost when it turns out to be paid, however late', async () => {
    const subscription = await retryInDoubt();
    await world.advanceTo('2027-03-25T00:00:00Z');
    await noura.resolve(await openAttempt(world), 'paid');
    expect(await statusOf(subscription)).toBe('active');
    expect(await world.access(subscription.customer)).toBe('full');
    expect(await invoicesOf(world)).toEqual(['paid', 'paid']);
  });
});

test('without a doubt access falls on the tenth day and the last step is taken on the twenty-first', async () => {
  const subscription = await world.subscriber({ card: 'then_always_insufficient_funds' });
  await world.advanceTo('2027-03-11T00:00:00Z');
  expect(await world.access(subscription.customer)).toBe('restricted');
  await world.advanceTo('2027-03-25T00:00:00Z');
  expect(await statusOf(subscription)).toBe('canceled');
});

test('a doubt about one invoice holds back the last step for another invoice of the same subscription', async () => {
  const { subscription } = await manualRenewal(world, { moved: false });
  await world.clearFaults();
  await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: null });
  await world.advanceTo('2027-04-25T00:00:00Z');
  expect(await statusOf(subscription)).toBe('past_due');
  expect(await world.access(subscription.customer)).toBe('grace');
  await noura.resolve(await openAttempt(world), 'paid');
  await world.rest();
  expect(await statusOf(subscription)).toBe('canceled');
  expect(await invoicesOf(world)).toEqual(['paid', 'paid', 'uncollectible']);
});
